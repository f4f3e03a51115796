import { missedHeartbeats } from '../../../core/status/heartbeat.ts';
import { percent, STALE_SAMPLE_MS } from '../state/metrics.ts';
import type { State, World } from '../state/model.ts';
import { orchestratorOf } from '../state/rows.ts';
import { runsByHour } from '../state/runs.ts';
import { STATES, type StateName } from '../state/states.ts';
import { ago, span } from '../state/times.ts';
import { clip } from './cells.ts';
import { arrangeLine, type Piece, piece } from './line.ts';
import { type Paint, SYMBOLS, sparkline, type Tone } from './theme.ts';

/** How the orchestrator stands: the one thing that everything else on the screen depends on. */
export function orchestratorPiece(world: World, tiny = false): Piece {
  const session = orchestratorOf(world.snapshot);
  if (session === null) return piece(`${SYMBOLS.stale} no orchestrator`, 'bad', 9);
  if (session.live === 'live' && session.status === 'running')
    return piece(tiny ? SYMBOLS.live : `${SYMBOLS.live} live`, 'good', 9);
  if (session.live === 'live') return piece(`${SYMBOLS.stale} ${session.status}`, 'warn', 9);
  if (session.live === 'unknown') return piece(`${SYMBOLS.stale} on another host`, 'warn', 9);
  const { leaseAt } = world.snapshot;
  const silence = leaseAt === null ? '' : ` ${span(world.now - leaseAt)}`;
  if (session.live === 'stale') return piece(`${SYMBOLS.stale} silent${silence}`, 'bad', 9);
  return piece(
    // Of one that was lost nobody wrote down when: its lease was touched until then.
    `${SYMBOLS.stale} ${session.status === 'lost' ? `lost${silence}` : `down ${ago(session.endedAt ?? session.updatedAt, world.now)}`}`,
    'bad',
    9,
  );
}

function count(world: World, states: readonly StateName[], word: string, tone: Tone, weight: number): Piece {
  const number = world.rows.filter((row) => states.includes(row.state)).length;
  const [first] = states;
  return piece(number === 0 || first === undefined ? '' : `${STATES[first].glyph}${number} ${word}`, tone, weight);
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function rowCount(world: World, tiny: boolean): string {
  const agents = world.rows.filter(({ id }) => id.startsWith('agent:')).length;
  const sessions = world.rows.length - agents;
  if (world.shown.length < world.rows.length)
    return `${world.shown.length} of ${world.rows.length}${tiny ? '' : ' shown'}`;
  return sessions === 0 || tiny
    ? counted(agents, 'agent')
    : `${counted(agents, 'agent')}, ${counted(sessions, 'session')}`;
}

function readings(world: World): Piece[] {
  const summary = world.snapshot.metrics?.summary ?? null;
  if (summary === null) return [];
  const tone: Tone = world.now - Date.parse(summary.at) > STALE_SAMPLE_MS ? 'quiet' : 'plain';
  const loud = (metric: string): Tone =>
    summary.warnings.some((warning) => warning.metric.startsWith(metric)) && tone === 'plain' ? 'bad' : tone;
  return [
    piece(`cpu ${percent(summary.cpuPercent, SYMBOLS.dash)}`, loud('cpu'), 4),
    piece(`mem ${percent(summary.memoryPercent, SYMBOLS.dash)}`, loud('mem'), 3),
    piece(`disk ${percent(summary.worstDisk?.percent, SYMBOLS.dash)}`, loud('disk'), 2),
  ];
}

function dataAge(world: World): Piece {
  const at = world.snapshot.metrics?.summary?.at ?? null;
  if (at === null) return piece('no sample', 'quiet', 3);
  const old = world.now - Date.parse(at) > STALE_SAMPLE_MS;
  return piece(`sample ${ago(at, world.now)}${old ? ' old' : ''}`, old ? 'warn' : 'quiet', old ? 7 : 5.5);
}

export function headerLine(state: State, world: World, width: number, paint: Paint): string {
  const needs = world.needs.length;
  const missed = missedHeartbeats(world.snapshot.heartbeatPlan, world.snapshot.heartbeat, world.now) ?? 0;
  const tiny = width < TINY;
  const left = [
    piece('ops', 'strong', tiny ? 1 : 8),
    piece(width < WITH_HOST ? '' : world.snapshot.host, 'plain', 2.5),
    // That rows are hidden is never hidden itself; what needs a person stands in the line below, too.
    piece(rowCount(world, tiny), 'plain', world.shown.length < world.rows.length ? 8.5 : 7),
    count(world, ['running'], 'running', 'good', 5),
    piece(needs === 0 ? '' : `!${needs}${tiny ? '' : needs === 1 ? ' needs you' : ' need you'}`, 'need', 8),
    count(world, ['failed', 'timeout', 'lost'], 'failed', 'bad', 6),
    count(world, ['retrying'], 'retrying', 'warn', 4),
    count(world, ['late'], 'late', 'warn', 4),
    count(world, ['silent'], 'silent', 'warn', 4),
    count(world, ['paused'], 'paused', 'info', 3),
    ...readings(world),
    piece(missed === 0 ? '' : `${missed} beats missed`, 'bad', 6),
  ];
  const right = [
    piece(state.frozen ? 'FROZEN' : '', 'need', 9),
    piece(state.readOnly ? 'READ-ONLY' : '', 'need', 9),
    dataAge(world),
    orchestratorPiece(world, tiny),
  ];
  return arrangeLine(left, right, width, paint);
}

/** Below this many columns words give way to signs. */
const TINY = 30;
const WITH_HOST = 140;

/** The second line of the wide screen: how the readings went, and the table's order. */
export function trendLine(state: State, world: World, width: number, paint: Paint): string {
  const trend = world.snapshot.metrics?.trend.slice(-20) ?? [];
  const bars = (reading: (sample: (typeof trend)[number]) => number | null) =>
    sparkline(trend.map(reading), { low: 0, high: 100 });
  const left =
    trend.length < 2
      ? [piece(world.snapshot.workspace, 'quiet')]
      : [
          piece(`cpu ${bars((sample) => sample.cpuPercent)}`, 'info', 6),
          piece(`mem ${bars((sample) => sample.memoryPercent)}`, 'info', 5),
          piece(`disk ${bars((sample) => sample.diskPercent)}`, 'info', 4),
        ];
  left.push(...hourly(world));
  if (trend.length >= 2) left.push(piece(world.snapshot.workspace, 'quiet', 2));
  const right = [
    piece(`sort ${state.sort} ${state.reversed ? SYMBOLS.up : SYMBOLS.down}`, 'quiet', 4),
    piece(state.filter === '' ? 'no filter' : `filter ${state.filter}`, state.filter === '' ? 'quiet' : 'info', 5),
  ];
  return arrangeLine(left, right, width, paint);
}

const HOURS = 12;

/** Runs that ended in each of the last hours, and those of them that failed. */
function hourly({ snapshot: { runs }, now }: World): Piece[] {
  if (runs.length === 0) return [];
  const all = runsByHour(runs, HOURS, now, () => true);
  const failed = runsByHour(runs, HOURS, now, ({ status }) => status !== 'done');
  const one = (name: string, counts: readonly (number | null)[], tone: Tone) =>
    piece(`${name} ${sparkline(counts).trimStart()} ${counts.at(-1) ?? 0}`, tone, 3);
  return [one('runs/h', all, 'info'), one('failed/h', failed, (failed.at(-1) ?? 0) > 0 ? 'bad' : 'info')];
}

/** What waits for a person, the oldest first; before it whatever could not be read. */
export function stripLine(world: World, width: number, paint: Paint): string {
  const { problems } = world.snapshot;
  if (problems.length > 0)
    return arrangeLine([piece(`x cannot be read: ${problems.join('; ')}`, 'bad')], [], width, paint);
  const { needs } = world;
  if (needs.length === 0) return arrangeLine([piece('nothing needs you', 'quiet')], [], width, paint);
  const [first, ...more] = needs.map(
    (need) => `${need.text}${need.since === null ? '' : ` ${ago(need.since, world.now)}`}`,
  );
  // The margin, the key at the right end and the gap before it.
  const room = width - 2 - 5;
  const head = piece(clip(`! ${needs.length === 1 ? '' : `${needs.length} need you: `}${first}`, room), 'need', 9);
  const others = more.slice(0, 4).map((text, index) => piece(`${SYMBOLS.dot} ${text}`, 'need', 4 - index));
  return arrangeLine([head, ...others], [piece('[a]', 'strong', 8)], width, paint);
}
