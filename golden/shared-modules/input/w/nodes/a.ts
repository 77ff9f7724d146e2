import { x } from "./lib/x.ts";
export default () => ({});
