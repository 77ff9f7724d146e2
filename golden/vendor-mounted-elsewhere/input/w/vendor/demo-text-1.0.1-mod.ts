export { shout } from "./demo-text-1.0.1-_x_-a-b-25a1896d.ts";
export { mark } from "./demo-text-1.0.1-trail_-mark.ts";
