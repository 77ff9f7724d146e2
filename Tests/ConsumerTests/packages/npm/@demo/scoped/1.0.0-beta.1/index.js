export const scoped = true;
