import type { Context } from "tentacular";
import type { Stories } from "./fetch-stories.ts";
import { whole } from "./lib/config.ts";

/** Keeps the stories with at least `config.minScore` points, the highest first, at most `config.mostStories`. */
export default function selectStories(ctx: Context, input: Stories): Stories {
  const minScore = whole(ctx, "minScore", 0);
  const stories = input.stories
    .filter((story) => story.score >= minScore)
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, whole(ctx, "mostStories"));
  ctx.log.info(`${stories.length} of ${input.stories.length} stories have ${minScore} points or more`);
  return { ...input, stories };
}
