import path, { join } from "path";
import * as promises from "fs/promises";

export { EventEmitter } from "events";
export const joined = (...names) => join(...names);
export const same = path.join === join;
export const canRead = typeof promises.readFile === "function";
