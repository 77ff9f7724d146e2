export const shout = (text: string) => text.toUpperCase();
export default shout;
