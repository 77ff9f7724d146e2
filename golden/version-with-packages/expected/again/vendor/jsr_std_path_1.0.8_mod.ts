export { join } from "./jsr_std_path_1.0.8_join.ts";
