export const format = (value) => `<${value}>`;
export default format;
