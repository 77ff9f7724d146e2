export { shout } from "./__x__/a+b.ts";
export { mark } from "./trail_/mark_.ts";
