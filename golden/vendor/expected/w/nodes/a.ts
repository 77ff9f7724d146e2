import { greet } from "greet";

export default () => (greet("you").text);
