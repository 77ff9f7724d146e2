export const word = "a";
