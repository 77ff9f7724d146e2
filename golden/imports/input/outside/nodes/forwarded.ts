export { default } from "./nothing.ts";
