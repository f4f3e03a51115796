import type { Level } from './level.ts';
import { addHour } from './templates/shape.ts';
import type { Template } from './templates/templates.ts';

/** What is remembered of one template from run to run. */
export interface KnownTemplate {
  id: string;
  tokens: readonly string[];
  text: string;
  level: Level | null;
  /** ISO 8601. */
  firstSeen: string;
  lastSeen: string;
  total: number;
  /** [hour since 1970, lines], of the last eight days. */
  hours: [number, number][];
  /** When it was reported as vanished, until it comes again. */
  vanishedAt: string | null;
  path: string;
  offset: number;
  /** Redacted. */
  sample: string;
}

/** Two megabytes of state at most. */
const MOST_KNOWN = 3_000;

export interface Remembered {
  known: KnownTemplate[];
  /** The remembered entry of each template of this run, and whether it was there before. */
  ofTemplate: Map<string, { entry: KnownTemplate; isNew: boolean }>;
  forgotten: number;
}

/**
 * Adds a run's templates to what is known. `ofTokens` says which template of this run a known one belongs to: with more lines seen,
 * two known templates may turn out to be one, which keeps the older one's id and is nothing new.
 */
export function remember(
  before: readonly KnownTemplate[],
  templates: readonly Template[],
  ofTokens: (tokens: readonly string[]) => string,
  now: Date,
  safe: (text: string) => string,
): Remembered {
  const byTemplate = new Map<string, KnownTemplate>();
  for (const old of [...before].sort((one, other) => (one.firstSeen < other.firstSeen ? -1 : 1))) {
    const id = ofTokens(old.tokens);
    const elder = byTemplate.get(id);
    if (elder === undefined) byTemplate.set(id, { ...old });
    else join(elder, old);
  }
  const ofTemplate = new Map<string, { entry: KnownTemplate; isNew: boolean }>();
  for (const template of templates) {
    const known = byTemplate.get(template.id);
    const seen = new Date(template.last ?? now.getTime()).toISOString();
    if (known === undefined) {
      const entry: KnownTemplate = {
        id: template.id,
        tokens: template.tokens,
        text: safe(template.text),
        level: template.level,
        firstSeen: new Date(template.first ?? now.getTime()).toISOString(),
        lastSeen: seen,
        total: template.count,
        hours: [...template.hours],
        vanishedAt: null,
        path: template.path,
        offset: template.offset,
        sample: safe(template.sample),
      };
      byTemplate.set(template.id, entry);
      ofTemplate.set(template.id, { entry, isNew: true });
    } else {
      known.tokens = template.tokens;
      known.text = safe(template.text);
      known.level = template.level ?? known.level;
      known.lastSeen = seen > known.lastSeen ? seen : known.lastSeen;
      known.total += template.count;
      known.hours = summed(known.hours, [...template.hours]);
      known.vanishedAt = null;
      ofTemplate.set(template.id, { entry: known, isNew: false });
    }
  }
  const all = [...byTemplate.values()].sort((one, other) => (one.lastSeen < other.lastSeen ? 1 : -1));
  return { known: all.slice(0, MOST_KNOWN), ofTemplate, forgotten: Math.max(0, all.length - MOST_KNOWN) };
}

function join(elder: KnownTemplate, younger: KnownTemplate): void {
  elder.lastSeen = elder.lastSeen > younger.lastSeen ? elder.lastSeen : younger.lastSeen;
  elder.total += younger.total;
  elder.hours = summed(elder.hours, younger.hours);
}

function summed(one: readonly [number, number][], other: readonly [number, number][]): [number, number][] {
  const hours = new Map(one);
  for (const [hour, count] of other) addHour(hours, hour, count);
  return [...hours].sort(([first], [second]) => first - second);
}
