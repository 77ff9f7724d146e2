import { state } from "./state.js";

export const next = () => ++state.count;
