exports.size = (text) => Buffer.from(text).length;
exports.platform = () => process.platform;
exports.root = () => global === globalThis;
exports.folder = () => typeof __dirname;
exports.timer = () => {
  const timer = setTimeout(() => {}, 10);
  timer.unref();
  return typeof timer.ref;
};
exports.soon = () => new Promise((resolve) => setImmediate(resolve, "soon"));
