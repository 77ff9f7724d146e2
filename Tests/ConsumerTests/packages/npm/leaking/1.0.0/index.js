// A file of whoever takes the package in: nothing keeps a path from leading there.
exports.options = require("../../../../../../deno.json");
