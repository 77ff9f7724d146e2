export default (text) => text.trimEnd();
