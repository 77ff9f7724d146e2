exports.peer = require("absent");
