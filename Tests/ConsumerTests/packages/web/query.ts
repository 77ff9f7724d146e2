export const query: number = 3;
