import { text } from "./lib/text.ts";
export default () => text;
