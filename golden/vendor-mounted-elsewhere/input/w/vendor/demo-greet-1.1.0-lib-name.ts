export const name: string = "greet";
