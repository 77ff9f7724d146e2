export const number = (text) => Number(text);
