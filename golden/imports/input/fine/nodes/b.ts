export { default } from "./lib/shout.ts";
