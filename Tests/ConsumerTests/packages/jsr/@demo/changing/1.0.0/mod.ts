export const state: string = "as published";
