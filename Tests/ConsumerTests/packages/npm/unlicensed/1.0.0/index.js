export const free = null;
