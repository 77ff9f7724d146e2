export default (text) => text.padStart(8);
