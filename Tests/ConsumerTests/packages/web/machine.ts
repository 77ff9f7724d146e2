import "file:///etc/hostname";
