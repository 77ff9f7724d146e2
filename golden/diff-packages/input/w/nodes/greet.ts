import { greet } from "jsr:@acme/greet@1";
import left from "left";
import { hash } from "https://modules.example/hash@v1/mod.ts";
export default (_: unknown, name: string) => ({ text: greet(left(name)), hash: hash(name) });
