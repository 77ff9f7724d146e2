export const honest = false;
