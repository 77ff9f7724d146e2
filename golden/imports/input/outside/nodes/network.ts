import "jsr:@std/assert";
import "npm:lodash@4";
import "https://deno.land/std/assert/mod.ts";
import "mapped";
import "lodash";
import "fs";
import "node:filesystem";
export default () => {};
