export default (text) => text.padEnd(8);
