module.exports = function call(name) {
  return `called by ${name}`;
};
module.exports.version = "1.0.0";
