import { add } from "classic";
import { double } from "plain";

export const sum = (a, b) => double(add(a, b));
