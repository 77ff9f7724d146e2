import { mark } from "./demo-text-1.0.1-trail_-mark.ts";

export function shout(text: string): string {
  return text.toUpperCase() + mark;
}
