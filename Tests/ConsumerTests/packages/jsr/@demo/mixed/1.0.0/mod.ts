import { double } from "npm:plain@^1.0.0";

export const four: number = double(2);
