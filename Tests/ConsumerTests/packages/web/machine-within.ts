import "data:text/javascript,import 'file:///etc/hostname'";
