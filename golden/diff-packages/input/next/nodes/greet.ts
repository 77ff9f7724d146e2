import { greet } from "jsr:@acme/greet@1";
import left from "left";
import right from "right";
export default (_: unknown, name: string) => ({ text: greet(left(right(name))) });
