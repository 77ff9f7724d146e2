export const helper = (text: string): string => `helped ${text}`;
