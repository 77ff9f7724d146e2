export const honest: boolean = false;
