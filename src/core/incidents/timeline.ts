import { oneLine } from '../text/control.ts';
import { markdownSafe } from '../text/markdown.ts';
import { redact } from '../text/redact.ts';
import { parseFrontMatter } from './front-matter.ts';
import type { TimelineEntry } from './incident.ts';
import { contentOf, isBlank, lineEndOf, splitLines } from './lines.ts';
import { closingFence, endOfItem, findSection, listItems, openFence } from './sections.ts';

const TITLE = 'Timeline';
/** Longer texts belong into the body, where a person puts them. */
const MOST_TEXT = 2_000;
const MOST_NAME = 80;

const ENTRY =
  /^[-*+][ \t]+(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?[ \t]?(?:Z|UTC|[+-]\d\d:?\d\d)?)[ \t]+(.*)$/s;

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** Whoever did it, as one word group that the colon behind it ends. */
export function actorName(by: string): string {
  const name = oneLine(by)
    .replaceAll(/:(?=\s|$)/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  // A person may go by an address; whatever else looks like a secret is one.
  return cut(/^[^\s=:]+@[^\s=:]+$/.test(name) ? name : redact(name), MOST_NAME) || 'unknown';
}

/** An entry as its line: text from outside formats nothing, breaks no line and holds no secret. */
export function entryLine({ at, by, text }: TimelineEntry): string {
  const what = markdownSafe(cut(redact(oneLine(text)).trim(), MOST_TEXT));
  return `- ${at} ${markdownSafe(actorName(by))}: ${what}`;
}

const ESCAPED = /\\([!-/:-@[-`{-~])/g;

function plain(text: string): string {
  return text.replaceAll(ESCAPED, '$1');
}

/** Times without a zone are UTC, as everything stored is. */
export function timeOf(text: string): string | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?[ \t]?(Z|UTC|[+-]\d\d:?\d\d)?)?$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [, day = '', minute = '00:00', second = ':00', zone = 'Z'] = match;
  const time = Date.parse(`${day}T${minute}${second}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Every entry in the order of the file. Lines of the section that are none are a person's own and left out. */
export function readTimeline(text: string): TimelineEntry[] {
  const lines = splitLines(text);
  const { bodyStart } = parseFrontMatter(text);
  const section = findSection(lines, bodyStart, TITLE);
  if (section === null) return [];
  return listItems(lines, bodyStart, section).flatMap((place) => {
    const match = ENTRY.exec(contentOf(lines[place] ?? ''));
    const at = timeOf(match?.[1] ?? '');
    if (match === null || at === null) return [];
    const said = match[2] ?? '';
    const colon = /:(?:\s|$)/.exec(said)?.index;
    const by = colon === undefined ? 'unknown' : plain(said.slice(0, colon));
    return [{ at, by, text: plain(colon === undefined ? said : said.slice(colon + 1)).trim() }];
  });
}

/** The text with one more line in its timeline, all else byte for byte. A line that is there already is not written again. */
export function addToTimeline(text: string, entry: TimelineEntry): string {
  const lines = splitLines(text);
  const end = lineEndOf(text);
  const line = entryLine(entry);
  const { bodyStart } = parseFrontMatter(text);
  const section = findSection(lines, bodyStart, TITLE);
  if (section === null) {
    const fence = openFence(lines, bodyStart);
    const closed = [...lines, ...(fence === null ? [] : [closingFence(fence)])];
    return joined(closed, closed.length, [...(closed.length === 0 ? [] : ['']), `## ${TITLE}`, '', line], end);
  }
  const items = listItems(lines, bodyStart, section);
  if (items.some((place) => contentOf(lines[place] ?? '') === line)) return text;
  const last = items.at(-1);
  if (last === undefined) {
    const hasGap = section.heading + 1 < section.end && isBlank(lines[section.heading + 1] ?? '');
    const place = section.heading + (hasGap ? 2 : 1);
    const follows = place < lines.length && !isBlank(lines[place] ?? '');
    return joined(lines, place, [...(hasGap ? [] : ['']), line, ...(follows ? [''] : [])], end);
  }
  const { place, fence } = endOfItem(lines, last, section.end);
  return joined(lines, place, [...(fence === null ? [] : [closingFence(fence)]), line], end);
}

/** Puts lines in at a place; the line before it gets its end where it has none. */
function joined(lines: readonly string[], place: number, added: readonly string[], end: string): string {
  const before = lines.slice(0, place).map((line) => (line.endsWith('\n') ? line : line + end));
  return [...before, ...added.map((line) => line + end), ...lines.slice(place)].join('');
}
