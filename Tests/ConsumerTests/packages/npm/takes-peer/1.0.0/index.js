import { double } from "plain";

export const eight = double(4);
