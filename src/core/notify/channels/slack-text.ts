import { cut } from '../cut.ts';

/** Slack cuts at 40,000 and asks for at most 4,000. */
const LIMIT = 4_000;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(character: string): string {
  return ESCAPES[character] ?? character;
}

/** Text that Slack shows as it is: no mention, no link, no call to a whole channel can be made of what a log holds. */
export function slackText(text: string): string {
  return cut(text, LIMIT, (character) => escaped(character).length).replaceAll(/[&<>]/g, escaped);
}
