import type { Severity } from '../../alerts/alert.ts';
import type { AlertEvent } from '../../alerts/store.ts';
import { actorName } from '../../incidents/timeline.ts';
import type { DeliveryRecord } from '../../notify/deliveries.ts';
import { clean, iso } from '../gather/clean.ts';
import type { AlertLine, Alerts } from '../report-events.ts';
import { habitOf } from './habit.ts';
import type { Stretch, Timed } from './input.ts';

const MOST_LISTED = 20;
const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];
const OVER: ReadonlySet<AlertEvent['what']> = new Set(['resolved', 'resolved by hand']);
/** What an alert says then is how well it is, and no name for what it was. */
const CALM: ReadonlySet<AlertEvent['what']> = new Set([...OVER, 'recovering']);

/** One time that an alert fired. What flaps is one episode however often it comes and goes within it. */
interface Episode {
  began: number;
  severity: Severity;
  /** Stretches in which it fired; the last may still be open. */
  fired: { from: number; to: number | null }[];
  acknowledgedBy: string | null;
}

/**
 * The alerts of a stretch out of their history, as they stood at its end, the worst and longest first.
 * @param deliveries what was told of them, for the titles of those of which the history does not say what they were.
 */
export function alertsOf(
  events: readonly Timed<AlertEvent>[],
  deliveries: readonly Timed<DeliveryRecord>[],
  span: Stretch,
  before: Stretch | null,
  zone: string,
): Alerts {
  const known = events.filter(({ time }) => time < span.to);
  const byAlert = new Map<string, Timed<AlertEvent>[]>();
  for (const event of known) {
    const { fingerprint } = event.value;
    const own = byAlert.get(fingerprint);
    if (own === undefined) byAlert.set(fingerprint, [event]);
    else own.push(event);
  }
  const titles = titlesOf(deliveries, span);
  const histories = [...byAlert].map(([fingerprint, own]) => ({
    fingerprint,
    said: own.findLast(({ value }) => value.message !== undefined && !CALM.has(value.what))?.value.message ?? null,
    alertname: clean(own.at(-1)?.value.alertname, 120),
    resource: clean(own.at(-1)?.value.resource, 120) || null,
    episodes: episodesOf(own),
  }));
  const lines = histories.flatMap(({ fingerprint, alertname, resource, said, episodes }) => {
    const touched = episodes.filter((episode) => secondsIn(episode, span) > 0 || isIn(episode.began, span));
    return touched.length === 0
      ? []
      : [
          lineOf(
            {
              fingerprint,
              alertname,
              resource,
              title: said === null ? (titles.get(fingerprint) ?? null) : clean(said, 160),
            },
            touched,
            span,
            zone,
          ),
        ];
  });
  lines.sort(
    (one, other) =>
      Number(other.openAtEnd) - Number(one.openAtEnd) ||
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
      other.seconds - one.seconds ||
      (one.fingerprint < other.fingerprint ? -1 : 1),
  );
  const began = histories.flatMap(({ episodes }) => episodes);
  const inSpan = began.filter((episode) => isIn(episode.began, span));
  const bySeverity: Record<string, number> = {};
  for (const { severity } of inSpan) bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
  return {
    fired: inSpan.length,
    firedBefore: before === null ? null : began.filter((episode) => isIn(episode.began, before)).length,
    bySeverity,
    openAtEnd: lines.filter(({ openAtEnd }) => openAtEnd).length,
    list: lines.slice(0, MOST_LISTED),
  };
}

function isIn(time: number, { from, to }: Stretch): boolean {
  return time >= from && time < to;
}

/** What never fired, only was about to, is no episode. */
function episodesOf(events: readonly Timed<AlertEvent>[]): Episode[] {
  const episodes = new Map<string, Episode>();
  for (const { time, value } of events) {
    const { episode: name, what, severity, by } = value;
    const episode = episodes.get(name);
    const last = episode?.fired.at(-1);
    if (what === 'firing' && episode === undefined)
      episodes.set(name, { began: time, severity, fired: [{ from: time, to: null }], acknowledgedBy: null });
    if (episode === undefined || last === undefined) continue;
    if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(episode.severity)) episode.severity = severity;
    if (what === 'firing' && last.to !== null) episode.fired.push({ from: time, to: null });
    else if (OVER.has(what) && last.to === null) last.to = time;
    else if (what === 'acknowledged') episode.acknowledgedBy = typeof by === 'string' ? actorName(by) : null;
    else if (what === 'unacknowledged') episode.acknowledgedBy = null;
  }
  return [...episodes.values()];
}

function secondsIn({ fired }: Episode, span: Stretch): number {
  const parts = fired.map(({ from, to }) => Math.min(to ?? span.to, span.to) - Math.max(from, span.from));
  return Math.round(parts.reduce((sum, part) => sum + Math.max(0, part), 0) / 1_000);
}

function lineOf(
  names: Pick<AlertLine, 'fingerprint' | 'alertname' | 'resource' | 'title'>,
  episodes: readonly Episode[],
  span: Stretch,
  zone: string,
): AlertLine {
  const began = episodes.map((episode) => episode.began);
  const inside = began.filter((time) => isIn(time, span));
  const last = episodes.at(-1);
  return {
    ...names,
    severity: SEVERITIES.find((one) => episodes.some(({ severity }) => severity === one)) ?? 'info',
    times: inside.length,
    first: iso(Math.min(...began)),
    last: iso(Math.max(...began)),
    seconds: episodes.reduce((sum, episode) => sum + secondsIn(episode, span), 0),
    openAtEnd: last?.fired.at(-1)?.to === null,
    acknowledgedBy: last?.acknowledgedBy ?? null,
    ...habitOf(inside, zone),
  };
}

/** Titles of the last messages by fingerprint: `<fingerprint>:<episode>:<reason>:<n>` is the key of one about an alert. */
function titlesOf(deliveries: readonly Timed<DeliveryRecord>[], span: Stretch): Map<string, string> {
  const titles = new Map<string, string>();
  for (const { time, value } of deliveries) {
    const [, fingerprint, reason] = /^([0-9a-f]{16}):[^:]+:([^:]+):\d+$/.exec(value.key) ?? [];
    // That it is over is no name for what it was.
    if (fingerprint !== undefined && time < span.to && (reason !== 'resolved' || !titles.has(fingerprint)))
      titles.set(fingerprint, clean(value.title, 160));
  }
  return titles;
}
