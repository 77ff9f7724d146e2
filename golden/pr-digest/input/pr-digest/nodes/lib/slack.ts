/** A message in Slack's Block Kit; `text` is what notifications show. */
export interface Message {
  text: string;
  blocks: Block[];
}

export type Block =
  | { type: "header"; text: { type: "plain_text"; text: string; emoji: true } }
  | { type: "section"; text: Markdown }
  | { type: "context"; elements: Markdown[] };

/** `verbatim`: Slack makes no links and mentions of its own out of what others wrote. */
interface Markdown {
  type: "mrkdwn";
  text: string;
  verbatim: true;
}

// What Slack accepts: https://docs.slack.dev/reference/block-kit/blocks
const MOST_BLOCKS = 50;
const LONGEST_HEADER = 150;
const LONGEST_SECTION = 3_000;

/** One line of at most `longest` characters. */
export function clip(text: string, longest: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= longest) return line;
  // Half of a surrogate pair is no character.
  return `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The three characters that Slack gives a meaning: `<!channel>` of a title must not call anybody. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A link, its text clipped and escaped. */
export function link(url: string, text: string, longest = 150): string {
  return `<${escape(url).replaceAll("|", "%7C")}|${escape(clip(text, longest))}>`;
}

export function header(text: string): Block {
  return { type: "header", text: { type: "plain_text", text: clip(text, LONGEST_HEADER), emoji: true } };
}

/** Lines that are escaped already, in as few sections as hold them. */
export function sections(lines: string[]): Block[] {
  const texts: string[] = [];
  for (const line of lines.map(fit)) {
    const last = texts.at(-1);
    if (last === undefined || last.length + 1 + line.length > LONGEST_SECTION) texts.push(line);
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts.map((text) => ({ type: "section", text: markdown(text) }));
}

/** Small print, escaped already. */
export function context(line: string): Block {
  return { type: "context", elements: [markdown(fit(line))] };
}

/** A message whose blocks are not more than Slack takes; `title` is not escaped yet. */
export function message(title: string, blocks: Block[]): Message {
  const text = escape(clip(title, LONGEST_HEADER));
  if (blocks.length <= MOST_BLOCKS) return { text, blocks };
  const kept = blocks.slice(0, MOST_BLOCKS - 1);
  return { text, blocks: [...kept, context(`… and ${blocks.length - kept.length} blocks more`)] };
}

/** Cuts a line that is too long for a section, but not inside of a link or an escaped character. */
function fit(line: string): string {
  if (line.length <= LONGEST_SECTION) return line;
  return `${line.slice(0, LONGEST_SECTION - 1).replace(/(<[^>]*|&[a-z]*|[\uD800-\uDBFF])$/, "")}…`;
}

function markdown(text: string): Markdown {
  return { type: "mrkdwn", text, verbatim: true };
}
