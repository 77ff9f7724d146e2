export const base: string = "base";
