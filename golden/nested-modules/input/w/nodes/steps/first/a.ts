import { b } from "../../lib/b.ts";
export default () => ({});
