export const later = () => import("file:///etc/hostname");
