import { word } from "./jsr_acme_words_0.4.2_mod.ts";
export const greet = (name: string) => `${word()}, ${name}`;
