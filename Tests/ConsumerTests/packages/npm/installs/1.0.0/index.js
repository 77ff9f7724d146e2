exports.installed = true;
