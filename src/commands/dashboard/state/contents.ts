import { oneLine, stripControl } from '../../../core/text/control.ts';
import { linesOf } from '../data/detail.ts';
import { hardWrap } from '../view/cells.ts';
import type { Tone } from '../view/theme.ts';
import { alertLines } from './alerts.ts';
import { incidentLines } from './incidents.ts';
import { infoLines } from './info.ts';
import { metricLines } from './metrics.ts';
import { type State, selectedRow, type Tab, type World } from './model.ts';
import { outboxLines } from './outbox.ts';
import type { Row } from './rows.ts';
import { lastRuns } from './runs.ts';
import { scheduleLines } from './schedules.ts';
import { type Line, line } from './text-line.ts';
import { ago, clock, took } from './times.ts';

type Content = (row: Row | null, state: State, world: World) => Line[];

export const TAB_TITLES: Readonly<Record<Tab, string>> = {
  log: 'Log',
  messages: 'Messages',
  runs: 'Runs',
  incidents: 'Incidents',
  info: 'Info',
  metrics: 'Metrics',
  beats: 'Beats',
  alerts: 'Alerts',
  outbox: 'Outbox',
  schedule: 'Schedule',
};

const CONTENTS: Readonly<Record<Tab, Content>> = {
  log: logLines,
  messages: messageLines,
  runs: runLines,
  incidents: (row, _state, world) => incidentLines(row, world),
  info: (row, _state, world) => infoLines(row, world),
  metrics: (row, _state, world) => metricLines(row, world),
  beats: beatLines,
  alerts: (_row, _state, world) => alertLines(world),
  outbox: (_row, state, world) => outboxLines(state, world),
  schedule: (_row, _state, world) => scheduleLines(world),
};

/** Every line of the detail's present tab, as wide as they come unless wrapped. */
export function contentOf(state: State, world: World, width: number): Line[] {
  const lines = CONTENTS[state.tab](selectedRow(state, world), state, world);
  const kept = state.detail.errorsOnly ? lines.filter(({ text, tone }) => tone === 'bad' || isTrouble(text)) : lines;
  if (kept.length === 0 && lines.length > 0) return [line('No error in it. e shows all of it again.', 'good')];
  if (!state.detail.wrap) return kept;
  return kept.flatMap(({ text, tone }) => hardWrap(text, width).map((part) => ({ text: part, tone })));
}

const TROUBLE = /\b(?:err|error|fail|failed|failure|fatal|panic|crit|critical|exception|traceback)\b/i;
const WARNING = /\b(?:warn|warning)\b/i;

export function isTrouble(text: string): boolean {
  return TROUBLE.test(text);
}

/** What programs write at the beginning of their lines. */
const TIME = /^\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]+/;

function outputLine(text: string, times: boolean): Line {
  const tone = isTrouble(text) ? 'bad' : WARNING.test(text) ? 'warn' : 'plain';
  return line(times ? text : text.replace(TIME, ''), tone);
}

function logLines(row: Row | null, state: State, world: World): Line[] {
  const { detail } = world;
  if (row === null) return [];
  if (row.session === null) return lastOutput(row, world, 'It has no session now.');
  if (detail === null || detail.sessionId !== row.session.id) return [line('…', 'quiet')];
  if (detail.problem !== null) return [line(`The output cannot be read: ${oneLine(detail.problem)}`, 'bad')];
  if (detail.output === null) return lastOutput(row, world, 'It has no output file.');
  if (detail.output.length === 0) return lastOutput(row, world, 'It has written nothing yet.');
  const cut =
    detail.cut && !state.detail.errorsOnly
      ? [line(`… earlier output: ops logs --session ${row.session.key}`, 'quiet')]
      : [];
  return [...cut, ...detail.output.map((text) => outputLine(text, state.detail.times))];
}

/** The output of a run ends with its session; of one that failed the run log keeps the end. */
function lastOutput(row: Row, world: World, because: string): Line[] {
  const last = world.snapshot.runs.findLast((run) => run.agentId === row.agentId);
  if (last === undefined) return [line(because, 'quiet')];
  const how = `${because} Its last run ended ${last.status} ${ago(last.endedAt, world.now) ?? ''} ago${last.reason === null ? '' : `: ${oneLine(last.reason)}`}`;
  const tail = last.outputTail === null ? [] : linesOf(last.outputTail);
  return [
    line(how, last.status === 'done' ? 'quiet' : 'bad'),
    ...tail.map((text) => line(text, isTrouble(text) ? 'bad' : 'plain')),
  ];
}

function messageLines(row: Row | null, state: State, world: World): Line[] {
  const sessionId = row?.session?.id;
  const { detail } = world;
  if (row === null) return [];
  if (sessionId === undefined || detail === null || detail.sessionId !== sessionId) {
    return [line('It has no session now, so nothing was said.', 'quiet')];
  }
  const stamp = (at: string) => (state.detail.times ? `${clock(at, world.now)}  ` : '');
  const lines = detail.history.flatMap((entry) => {
    const mark = entry.type === 'event' ? entry.event : entry.role === 'user' ? `${entry.from} ⟩` : '⟨';
    const tone: Tone =
      entry.type === 'event' ? (isTrouble(entry.text) ? 'bad' : 'quiet') : entry.role === 'user' ? 'info' : 'plain';
    const [first = '', ...more] = linesOf(entry.text);
    return [
      line(`${stamp(entry.at)}${oneLine(mark)} ${first}`, tone),
      ...more.map((text) => line(`    ${text}`, tone)),
    ];
  });
  const known = new Set(detail.history.flatMap((entry) => (entry.type === 'message' ? [entry.id] : [])));
  const waiting = state.sent
    .filter((sent) => sent.sessionId === sessionId && sent.reply === null && !known.has(sent.messageId))
    .map((sent) =>
      line(`${stamp(sent.at)}${sent.delivered ? 'delivered, no reply yet' : 'queued'}: ${oneLine(sent.text)}`, 'warn'),
    );
  const all = [...lines, ...waiting];
  return all.length === 0 ? [line('Nothing was said yet. m writes a message.', 'quiet')] : all;
}

function runLines(row: Row | null, state: State, world: World): Line[] {
  const runs = world.snapshot.runs.filter((run) => run.agentId === row?.agentId);
  if (runs.length === 0) return [line('No run has ended yet.', 'quiet')];
  const shown = runs
    .slice(-200)
    .reverse()
    .map((run) => {
      const when = state.detail.times ? clock(run.endedAt, world.now) : `${ago(run.endedAt, world.now)} ago`;
      const outcome = run.exitCode === null ? (run.signal ?? '') : `exit ${run.exitCode}`;
      const parts = [
        when,
        run.runId.slice(0, 8),
        run.status.padEnd(7),
        (took(run.durationMs) ?? '—').padStart(7),
        outcome.padEnd(8),
      ];
      const why = run.reason === null ? '' : oneLine(run.reason);
      return line(`${parts.join('  ')}  ${why}`.trimEnd(), run.status === 'done' ? 'plain' : 'bad');
    });
  return [line(`last 10  ${lastRuns(runs)}`, 'heading'), ...shown];
}

function beatLines(_row: Row | null, _state: State, world: World): Line[] {
  const beats = world.snapshot.beats;
  if (beats.length === 0) return [line('No heartbeat was written yet.', 'quiet')];
  return [...beats].reverse().flatMap((beat) => {
    const head = `${clock(beat.at, world.now)}  ${beat.status.padEnd(8)} ${beat.trigger.padEnd(8)} ${took(beat.durationMs) ?? ''}`;
    const reason = beat.reason === null ? [] : [line(`    ${oneLine(beat.reason)}`, 'warn')];
    const steps = Object.entries(beat.steps ?? {}).map(([name, step]) =>
      line(
        `    ${name.padEnd(13)} ${step.status.padEnd(8)} ${oneLine(stripControl(step.text))}`,
        STEP_TONES[step.status] ?? 'plain',
      ),
    );
    return [line(head, STEP_TONES[beat.status] ?? 'plain'), ...reason, ...steps];
  });
}

const STEP_TONES: Readonly<Record<string, Tone>> = {
  ok: 'plain',
  warning: 'warn',
  critical: 'bad',
  unknown: 'quiet',
  skipped: 'quiet',
};
