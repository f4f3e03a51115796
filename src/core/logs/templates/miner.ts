import { isContinuation, type LogEvent, parseEvent } from '../event.ts';
import { LEVELS } from '../level.ts';
import { type LineClock, lineClock, setClock } from '../line-clock.ts';
import type { LineBlock } from '../line-splitter.ts';
import { timestampAt } from '../timestamp.ts';
import { classTable, emptyClasses, isFull, rememberClass } from './class-table.ts';
import { inlineClock } from './inline-clock.ts';
import { addCounts, type LineClass, lineClass, resetCounts } from './line-class.ts';
import { lineLevel } from './line-level.ts';
import { countOfMinute, type MinuteCount } from './minute-counts.ts';
import { quickTable, scanLines } from './scan-lines.ts';
import { levelIndex, linesFrom, NO_LEVEL, type Shape } from './shape.ts';
import { shapeStore } from './shape-store.ts';
import { tokenize } from './tokens.ts';
import { contextLearner, variableContexts } from './variable-contexts.ts';
import { withoutNames } from './without-names.ts';

/** What is looked at of one line, and kept of it as a sample. */
const LINE_BYTES = 4_096;
const SAMPLE_LENGTH = 400;
const SAMPLE_TRACE_LINES = 12;
/** A class whose shape was given up comes so often again that it is worth a new one. */
const WORTH_A_SHAPE = 64;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ERROR = LEVELS.indexOf('error');

export interface LineSource {
  path: string;
}

/** A line in the reader's buffer, good until the call returns. */
export interface WatchedLine {
  bytes: Buffer;
  start: number;
  end: number;
  /** Milliseconds; NaN where the line has no time. */
  at: number;
  path: string;
  offset: number;
}

export interface MinerOptions {
  now: Date;
  /** Told the shape of every line in turn, -1 for a line before any event. Numbers stay right through `shapeNow`. */
  onLine?: (shape: number) => void;
  /** Told of each event whose class `watch` has chosen. */
  onWatched?: (tag: number, line: WatchedLine) => void;
  /** Chooses classes by one of their lines; null: not watched. */
  watch?: (line: string, event: LogEvent) => number | null;
}

export interface Miner {
  add(block: LineBlock, source: LineSource): void;
  /** Settles the counts and gives the shapes that have lines. */
  shapes(): Shape[];
  /** The shape that another one was merged into, or null where it was given up. */
  shapeNow(shape: number): Shape | null;
  readonly lines: number;
  readonly events: number;
  /** Lines that belong to the event before them. */
  readonly continuations: number;
  /** Lines of shapes that were given up, because there were too many. */
  readonly givenUp: number;
  readonly minutes: ReadonlyMap<number, MinuteCount>;
}

function isError(index: number): boolean {
  return index >= ERROR && index < NO_LEVEL;
}

/** Counts lines by shape, level and time, online and in bounded memory. */
export function createMiner(options: MinerOptions): Miner {
  const { now, onLine } = options;
  const table = classTable();
  const quick = quickTable();
  const contexts = variableContexts();
  const learner = contextLearner(contexts);
  const classes: LineClass[] = [];
  const shapes = shapeStore(settle);
  const minutes = new Map<number, MinuteCount>();
  const inline = inlineClock(now);
  /** Classes that have counted since the last settling, and the hour that it was for. Lines without time are of the hour of now. */
  const counted: LineClass[] = [];
  let hour = Math.floor(now.getTime() / HOUR_MS);
  let lines = 0;
  let events = 0;
  let continuations = 0;
  let givenUp = 0;

  let clock: LineClock = lineClock(now);
  let source: LineSource = { path: '' };
  let bytes: Buffer = Buffer.alloc(0);
  let blockStart = 0;
  let blockOffset = 0;
  let lastShape = -1;
  let traceRoom = 0;
  let minuteStart = Number.NEGATIVE_INFINITY;
  let minute: MinuteCount = { lines: 0, errors: 0 };

  /** Adds what the classes counted to their shapes, for the hour that the lines were of. Costs only what was counted. */
  function settle(): void {
    for (const known of counted) {
      const shape = shapes.now(known.shape);
      if (shape === null) {
        givenUp += known.count;
        known.givenUp += known.count;
      } else addCounts(shape, known, hour);
      resetCounts(known);
    }
    counted.length = 0;
  }

  function shapeOf(message: string, start: number, line: string): number {
    const offset = blockOffset + start - blockStart;
    return shapes.numberOf(tokenize(message), { path: source.path, offset, sample: line.slice(0, SAMPLE_LENGTH) });
  }

  function learn(start: number, from: number, end: number, low: number, high: number): number {
    if (isFull(table)) {
      settle();
      emptyClasses(table);
      quick.fill(0);
      classes.length = 0;
    }
    const line = bytes.toString('utf8', start, Math.min(end, start + LINE_BYTES)).trimEnd();
    const event = parseEvent(line, now);
    const message = withoutNames(bytes, { start, from, end, most: LINE_BYTES }, event, contexts, learner);
    const continues = lastShape >= 0 && isContinuation(line, event);
    const shape = continues ? -1 : shapeOf(message, start, line);
    const tag = continues ? -1 : (options.watch?.(line, event) ?? -1);
    const id = classes.length;
    classes.push(lineClass(event, { shape, continues, tag }));
    rememberClass(table, low, high, id);
    if (event.format === 'plain' && event.timeStart >= 0 && clock.length === 0) {
      const time = timestampAt(line, event.timeStart, now);
      if (time !== null) setClock(clock, bytes, start, time);
    }
    return id;
  }

  function revive(known: LineClass, start: number, end: number): void {
    settle();
    const line = bytes.toString('utf8', start, Math.min(end, start + LINE_BYTES)).trimEnd();
    known.shape = shapeOf(parseEvent(line, now).message, start, line);
    known.givenUp = 0;
  }

  /** Of lines of which some are errors an error is the sample. */
  function showInstead(shape: Shape, start: number, end: number): void {
    shape.path = source.path;
    shape.offset = blockOffset + start - blockStart;
    shape.sample = bytes.toString('utf8', start, Math.min(end, start + SAMPLE_LENGTH)).trimEnd();
  }

  /** Makes `minute` the one that a time lies in. */
  function enterMinute(at: number): void {
    minuteStart = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const entered = Math.floor(at / HOUR_MS);
    if (entered !== hour) {
      settle();
      hour = entered;
    }
    minute = countOfMinute(minutes, minuteStart);
  }

  function continued(start: number, end: number): void {
    continuations += 1;
    onLine?.(lastShape);
    if (traceRoom === 0) return;
    traceRoom -= 1;
    const shape = shapes.now(lastShape);
    if (shape === null || shape.count > 0 || shape.sample.length > SAMPLE_LENGTH * 3) return;
    shape.sample += `\n${bytes.toString('utf8', start, Math.min(end, start + SAMPLE_LENGTH)).trimEnd()}`;
  }

  const handler = {
    learn,
    onLine(value: number, start: number, end: number, hasTime: boolean): void {
      lines += 1;
      const known = classes[value] as LineClass;
      if (known.continues) {
        continued(start, end);
        return;
      }
      events += 1;
      if (known.givenUp >= WORTH_A_SHAPE) revive(known, start, end);
      const time = hasTime ? clock.at : inline.timeOf(known, bytes, start, end);
      if (time < minuteStart || time >= minuteStart + MINUTE_MS) enterMinute(time);
      if (known.count === 0) {
        known.first = time;
        counted.push(known);
      }
      known.count += 1;
      known.last = time;
      let index = known.levelIndex;
      if (known.levelSource !== 'fixed') {
        index = levelIndex(lineLevel(known.levelSource, bytes, start, end));
        const shape = shapes.now(known.shape);
        if (shape !== null) {
          if (shape.levels[index] === 0 && isError(index) && linesFrom(shape.levels, 'error') === 0)
            showInstead(shape, start, end);
          shape.levels[index] = (shape.levels[index] ?? 0) + 1;
        }
      }
      if (!Number.isNaN(time)) {
        minute.lines += 1;
        if (isError(index)) minute.errors += 1;
      }
      lastShape = known.shape;
      traceRoom = known.count === 1 ? SAMPLE_TRACE_LINES : 0;
      if (known.tag >= 0) {
        const offset = blockOffset + start - blockStart;
        options.onWatched?.(known.tag, { bytes, start, end, at: time, path: source.path, offset });
      }
      onLine?.(known.shape);
    },
    onEmpty(): void {
      onLine?.(-1);
    },
    onIndented(start: number, end: number): boolean {
      if (lastShape < 0) return false;
      lines += 1;
      continued(start, end);
      return true;
    },
  };

  return {
    add(block, from) {
      if (from.path !== source.path) {
        source = from;
        clock = lineClock(now);
        lastShape = -1;
      }
      bytes = block.bytes;
      blockStart = block.start;
      blockOffset = block.offset;
      scanLines(bytes, block.start, block.end, quick, table, contexts, clock, handler);
    },
    shapes() {
      settle();
      return shapes.counted();
    },
    shapeNow: shapes.now,
    get lines() {
      return lines;
    },
    get events() {
      return events;
    },
    get continuations() {
      return continuations;
    },
    get givenUp() {
      return givenUp + shapes.givenUp;
    },
    minutes,
  };
}
