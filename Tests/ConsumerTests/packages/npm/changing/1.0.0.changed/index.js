export const state = "changed under the same number";
