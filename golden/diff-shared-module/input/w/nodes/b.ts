import words from "./lib/words.json" with { type: "json" };
export default () => words;
