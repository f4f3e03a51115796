import { incidentLine } from '../state/incidents.ts';
import { infoLines } from '../state/info.ts';
import { type State, selectedRow, type World } from '../state/model.ts';
import { queueLine } from '../state/need-lines.ts';
import type { Regions } from '../state/regions.ts';
import { type Line, line } from '../state/text-line.ts';
import { ago } from '../state/times.ts';
import { clip } from './cells.ts';
import type { Panel } from './panel.ts';
import type { Paint } from './theme.ts';

/** A panel beside the table. */
export interface Aside extends Panel {
  /** With its frame. */
  height: number;
}

const FRAME = 2;
const LEAST = 4;

/** What needs a person, the facts of the selected row, and what is open: each as high as it needs to be, as far as there is room. */
export function asides(state: State, world: World, regions: Regions, paint: Paint): Aside[] {
  const width = state.size.columns - regions.tableWidth - 5;
  const painted = (lines: readonly Line[]) => lines.map(({ text, tone }) => paint(tone, clip(text, width)));
  const { needs } = world;
  const problems = world.snapshot.problems.map((problem) => line(`x cannot be read: ${problem}`, 'bad'));
  const waiting =
    needs.length === 0 ? [line('nothing needs you', 'quiet')] : needs.map((need) => queueLine(need, world.now, width));
  const queue = [...problems, ...waiting];
  const facts = infoLines(selectedRow(state, world), world);
  const open = openLines(world);
  const third = Math.floor(regions.table / 3);
  const needsHeight = Math.max(LEAST - 1, Math.min(queue.length + FRAME, third));
  const left = regions.table - needsHeight;
  const openHeight =
    left - LEAST < LEAST ? 0 : Math.max(LEAST, Math.min(open.length + FRAME, left - facts.length - FRAME));
  const panel = (title: string, note: string, lines: readonly Line[], height: number): Aside => ({
    ...{ title, note, height },
    lines: painted(lines.slice(0, height - FRAME)),
  });
  const all = [
    panel('Needs you', needs.length === 0 ? '' : `${needs.length} (a)`, queue, needsHeight),
    panel(selectedRow(state, world)?.name ?? 'nothing selected', '', facts, left - openHeight),
    panel('Alerts and incidents', `${countOpen(world)} open`, open, openHeight),
  ];
  return all.filter(({ height }) => height > 0);
}

function countOpen({ snapshot: { alerts, incidents } }: World): number {
  return alerts.length + incidents.length;
}

/** Everything that is open, also what somebody has taken over; then what is over. */
function openLines({ snapshot: { alerts, incidents, resolved }, now }: World): Line[] {
  const age = (at: string) => (ago(at, now) ?? '').padStart(7);
  const firing = alerts.map(({ severity, since, message, acknowledgedBy, silenced }) => {
    const isAnswered = acknowledgedBy !== null || silenced !== null;
    const tone = isAnswered ? 'quiet' : severity === 'critical' ? 'bad' : 'warn';
    return line(`! ${severity.padEnd(8)}  ${age(since)}  ${message}`, tone);
  });
  const over = resolved.map(({ title, at }) => line(`+ resolved  ${age(at)}  ${title}`, 'quiet'));
  const all = [...incidents.map((incident) => incidentLine(incident, now)), ...firing, ...over];
  return all.length === 0 ? [line('nothing is open', 'quiet')] : all;
}
