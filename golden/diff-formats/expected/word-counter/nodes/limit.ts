export const limit = 3; // "```" and <b> and | are only text
