const t = `${a} $${b} ${c:-d}`;
