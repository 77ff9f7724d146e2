const fs = require("fs");
const path = require("path");
const { EventEmitter } = require("events");
const { setTimeout: wait } = require("timers/promises");

exports.join = (...names) => path.join(...names);
exports.canRead = () => typeof fs.readFileSync === "function";
exports.Emitter = class extends EventEmitter {};
exports.wait = wait;
