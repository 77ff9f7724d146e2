let faster = null;
try {
  faster = require("not-installed");
} catch (error) {
  exports.code = error.code;
}
exports.isFast = faster !== null;
