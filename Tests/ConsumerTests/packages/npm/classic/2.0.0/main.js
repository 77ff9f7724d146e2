"use strict";
exports.add = (a, b) => a + b;
exports.default = "the member named default";
exports.delete = () => "a reserved word";
exports["with-dash"] = 1;
exports.mode = process.env.NODE_ENV;
