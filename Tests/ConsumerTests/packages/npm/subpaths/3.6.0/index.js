export { format } from "./format/index.js";
