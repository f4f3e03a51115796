import { createHash } from 'node:crypto';
import { cut } from '../../notify/cut.ts';
import { oneLine } from '../../text/control.ts';
import type { JsonObject } from './fields.ts';

export const MOST_LABELS = 100;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 300;

/** A name or value of bounded length that is still as different from another one as the whole was. */
function bounded(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `${cut(text, longest - hash.length - 2)} #${hash}`;
}

export function labelValue(text: string): string {
  return bounded(oneLine(text).trim(), LONGEST_VALUE);
}

function valueText(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? labelValue(String(value)) : '';
}

/** The labels in an object of another system, as clean text; what is empty, or no text, number or boolean, is none. */
export function labelsIn(object: JsonObject): Map<string, string> {
  const labels = new Map<string, string>();
  for (const [given, value] of Object.entries(object)) {
    const name = bounded(oneLine(given).trim(), LONGEST_NAME);
    const text = valueText(value);
    // An object would take this name for its prototype and lose it.
    if (name !== '' && name !== '__proto__' && text !== '') labels.set(name, text);
  }
  return labels;
}

/** `["env:prod", "team:db"]`, as Datadog has them. */
export function labelsInTags(tags: readonly unknown[]): Map<string, string> {
  const pairs = tags.flatMap((tag) => {
    const [, name, value] = typeof tag === 'string' ? (/^([^:=]+)[:=](.+)$/s.exec(tag) ?? []) : [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return labelsIn(Object.fromEntries(pairs));
}

/** The first of the labels by which systems say what it is about. */
const RESOURCES = ['resource', 'instance', 'host', 'hostname', 'service', 'mount', 'device'] as const;

/** With a `resource` where another label names one. Made of labels alone, so the same alarm always gets the same. */
export function withResource(labels: Map<string, string>): Record<string, string> {
  const known = RESOURCES.map((name) => labels.get(name)).find((value) => value !== undefined);
  if (known !== undefined) labels.set('resource', known);
  return Object.fromEntries(labels);
}
