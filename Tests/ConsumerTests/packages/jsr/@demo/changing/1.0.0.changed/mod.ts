export const state: string = "changed under the same number";
