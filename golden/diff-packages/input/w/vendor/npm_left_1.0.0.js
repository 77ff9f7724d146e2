export default (text) => text.trimStart();
