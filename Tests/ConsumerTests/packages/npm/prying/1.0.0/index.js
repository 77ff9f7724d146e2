const fs = require("fs");

exports.secret = fs.readFileSync("/etc/hostname", "utf8");
