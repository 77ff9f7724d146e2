export { word as text } from "./word.ts";
