import { word } from "./jsr_acme_greet_1.2.0_word.ts";
export const greet = (name: string) => `${word}, ${name}`;
