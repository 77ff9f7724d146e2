exports.x = 1;
throw new Error("refuses to load");
