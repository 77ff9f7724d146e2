export const state = "as published";
