exports.add = (a, b) => a + b;
exports.old = true;
