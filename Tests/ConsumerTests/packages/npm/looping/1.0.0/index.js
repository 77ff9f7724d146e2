for (;;) {}
exports.never = true;
