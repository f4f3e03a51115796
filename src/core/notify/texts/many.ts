import { oneLine } from '../../text/control.ts';
import { redact } from '../../text/redact.ts';
import type { Outgoing } from '../outgoing.ts';
import { span, timeOfDay } from './format.ts';
import { type Locale, type Told, WORDS } from './words.ts';

/** More than these are counted, not listed. */
const MOST_HELD = 30;
const MOST_IN_STORM = 10;

export interface Held {
  /** ISO 8601. */
  at: string;
  title: string;
  thread: string | null;
  resolves: boolean;
}

export interface DigestFacts {
  locale: Locale;
  timeZone: string | null;
  /** Until when they were held back, ISO 8601; null: for another reason than the time. */
  until: string | null;
  /** Oldest first. */
  held: readonly Held[];
}

/** Several messages in one, a line each. What has come and gone meanwhile is one line that says so. */
export function digestText({ locale, timeZone, until, held }: DigestFacts): Told {
  const words = WORDS[locale];
  const ended = new Map(
    held.flatMap(({ thread, resolves, at }) => (resolves && thread !== null ? [[thread, at]] : [])),
  );
  const begun = new Set(held.flatMap(({ thread, resolves }) => (!resolves && thread !== null ? [thread] : [])));
  const shown = held.filter(({ thread, resolves }) => !resolves || thread === null || !begun.has(thread));
  const lines = shown.map((one) => {
    const end = one.resolves || one.thread === null ? undefined : ended.get(one.thread);
    const mark = end === undefined ? '' : ` (${words.resolvedMark} ${timeOfDay(end, timeZone)})`;
    return `- ${timeOfDay(one.at, timeZone)} ${oneLine(one.title)}${mark}`;
  });
  const title = words.held(shown.length, until === null ? null : timeOfDay(until, timeZone));
  return { title, text: redact([title, ...firstOf(lines, MOST_HELD, 'ops outbox list --all', locale)].join('\n')) };
}

export interface StormFacts {
  locale: Locale;
  count: number;
  withinMs: number;
  /** Of the alarms, the worst first. */
  titles: readonly string[];
  /** Where all of them are found: a file of the workspace, or a command. */
  where: string;
}

/** One message for many alarms that came together. */
export function stormText({ locale, count, withinMs, titles, where }: StormFacts): Told {
  const words = WORDS[locale];
  const title = words.storm(count, span(withinMs, locale));
  const lines = titles.slice(0, MOST_IN_STORM).map((one) => `- ${oneLine(one)}`);
  const more = count - lines.length;
  const rest = more > 0 ? [words.more(more, where)] : [];
  return { title, text: redact([title, ...lines, ...rest, `- ${words.manual}`].join('\n')) };
}

function firstOf(lines: readonly string[], most: number, where: string, locale: Locale): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), WORDS[locale].more(lines.length - most, where)];
}

/** For another channel: what could not be told, why, and the message itself. */
export function deadLetterText({
  locale,
  reason,
  outgoing,
}: {
  locale: Locale;
  reason: string;
  outgoing: Outgoing;
}): Told {
  const words = WORDS[locale];
  const text = `${words.undeliveredBecause(oneLine(reason))}\n\n${outgoing.text}`;
  return { title: redact(words.undelivered(oneLine(outgoing.title))), text: redact(text) };
}

export function testText(channel: string, locale: Locale): Told {
  return WORDS[locale].test(channel);
}
