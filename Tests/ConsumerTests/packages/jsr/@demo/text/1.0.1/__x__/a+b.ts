import { mark } from "../trail_/mark_.ts";

export function shout(text: string): string {
  return text.toUpperCase() + mark;
}
