import { VARIABLE } from '../tokens.ts';
import { type Entries, type Entry, HOLE, nameOf } from './entry.ts';
import { canVary, isWord } from './evidence.ts';

const QUOTE = '"';
/** So many different texts between the same quotation marks are a value, however many words each has. */
const TEXTS_NEEDED = 5;

/** Texts between quotation marks: their first place and the one behind their last. */
function quotedTexts(tokens: readonly string[]): [from: number, to: number][] {
  const quotes = [...tokens.keys()].filter((place) => tokens[place] === QUOTE);
  const texts: [number, number][] = [];
  for (let at = 0; at + 1 < quotes.length; at += 2) {
    const [open = 0, close = 0] = [quotes[at], quotes[at + 1]];
    if (close > open + 1) texts.push([open + 1, close]);
  }
  return texts;
}

function without(tokens: readonly string[], texts: readonly (readonly [number, number])[], mark: string): string[] {
  const rest = [...tokens];
  for (const [from, to] of [...texts].reverse()) rest.splice(from, to - from, mark);
  return rest;
}

/** A list with a variable for each of its texts; null where that changes nothing, or the message itself stands between quotation marks. */
export function withoutTexts(tokens: readonly string[]): readonly string[] | null {
  const texts = quotedTexts(tokens);
  if (texts.every(([from, to]) => to === from + 1) || isQuotedMessage(tokens, texts)) return null;
  return without(tokens, texts, VARIABLE);
}

/** What begins with a quotation mark says between them what happened. */
function isQuotedMessage(tokens: readonly string[], texts: readonly (readonly [number, number])[]): boolean {
  const first = tokens.findIndex(canVary);
  return texts.some(([from]) => from <= first);
}

/** Titles and names of several words: finds lists that differ only in what stands between quotation marks, and gives them without. */
export function withoutQuotedTexts(entries: Entries): Map<Entry, readonly string[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries.values()) {
    const texts = quotedTexts(entry.tokens);
    if (texts.length === 0 || isQuotedMessage(entry.tokens, texts)) continue;
    const skeleton = without(entry.tokens, texts, HOLE);
    if (!skeleton.some(isWord)) continue;
    const name = nameOf(skeleton);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  const changed = new Map<Entry, readonly string[]>();
  for (const members of groups.values()) {
    if (members.length < 2) continue;
    const texts = members.map(({ tokens }) => quotedTexts(tokens));
    const count = texts[0]?.length ?? 0;
    const values = Array.from({ length: count }, (_, at) => at).filter((at) => {
      const said = members.map(({ tokens }, member) => nameOf(tokens.slice(...(texts[member]?.[at] ?? [0, 0]))));
      const isKnown = members.some(({ isMerged }, member) => isMerged && said[member] === VARIABLE);
      return new Set(said).size >= (isKnown ? 2 : TEXTS_NEEDED);
    });
    for (const [member, entry] of members.entries()) {
      const ofValues = values.flatMap((at) => (texts[member]?.[at] === undefined ? [] : [texts[member][at]]));
      const tokens = without(entry.tokens, ofValues, VARIABLE);
      if (nameOf(tokens) !== entry.name) changed.set(entry, tokens);
    }
  }
  return changed;
}
