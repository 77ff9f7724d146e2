import { state } from "./state.js";

export const read = () => state.count;
