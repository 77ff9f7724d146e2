exports.old = require("classic").old;
