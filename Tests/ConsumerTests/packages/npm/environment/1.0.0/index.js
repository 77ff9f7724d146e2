exports.level = process.env.LEVEL || "info";
exports.names = Object.keys(process.env).join();
