import { blankColors } from '../colors.ts';
import { isContinuation, type LevelSource, type LogEvent, parseEvent } from '../event.ts';
import { LEVELS, type Level } from '../level.ts';
import { type LineClock, lineClock, setClock } from '../line-clock.ts';
import type { LineBlock } from '../line-splitter.ts';
import { timestampAt } from '../timestamp.ts';
import { eachWord, quickTable, scanLines } from './class-scan.ts';
import { classTable, emptyClasses, isFull, rememberClass } from './class-table.ts';
import { lineLevel } from './line-level.ts';
import { mergeTemplates, nameOf } from './merge.ts';
import { openPlaces } from './open-places.ts';
import { addHour, addShape, levelIndex, NO_LEVEL, type Shape } from './shape.ts';
import { type Tokens, tokenize } from './tokens.ts';
import { contextLearner, LOCAL, variableContexts } from './variable-contexts.ts';

/** What is looked at of one line, and kept of it as a sample. */
const LINE_BYTES = 4_096;
const SAMPLE_LENGTH = 400;
const SAMPLE_TRACE_LINES = 12;
/** When so many shapes are known they are merged, and where more than the second number are left, the rarest are given up. */
const MOST_SHAPES = 12_000;
const SHAPES_KEPT = 9_000;
/** A class whose shape was given up comes so often again that it is worth a new one. */
const WORTH_A_SHAPE = 64;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Minutes of which counts are kept: a week. */
const MOST_MINUTES = 10_080;

/** What is known of a class: everything that its lines have in common. */
interface LineClass {
  shape: number;
  level: Level | null;
  levelIndex: number;
  levelSource: LevelSource;
  /** Where its time lies when lines do not begin with it; -1 for none. */
  timeStart: number;
  minuteEnd: number;
  continues: boolean;
  /** Lines that came after its shape was given up. */
  givenUp: number;
  /** Since the last settling. */
  count: number;
  first: number;
  last: number;
}

export interface MinuteCount {
  lines: number;
  errors: number;
}

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
  onWatched?: (
    tag: number,
    event: { bytes: Buffer; start: number; end: number; at: number; path: string; offset: number },
  ) => void;
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

/** Counts lines by shape, level and time, online and in bounded memory. */
export function createMiner(options: MinerOptions): Miner {
  const { now, onLine } = options;
  const table = classTable();
  const quick = quickTable();
  const contexts = variableContexts();
  const learner = contextLearner(contexts);
  const classes: LineClass[] = [];
  const shapes: (Shape | null)[] = [];
  const alias: number[] = [];
  const byName = new Map<string, number>();
  const openings = openPlaces();
  const minutes = new Map<number, MinuteCount>();
  /** Classes that have counted since the last settling, and the hour that it was for. Lines without time are of the hour of now. */
  const counted: LineClass[] = [];
  let hour = Math.floor(now.getTime() / HOUR_MS);
  let alive = 0;
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
  let inlineMemo: Buffer = Buffer.alloc(0);
  let inlineMs = Number.NaN;
  const ERROR = LEVELS.indexOf('error');

  function resolve(shape: number): number {
    let at = shape;
    while (at >= 0 && alias[at] !== at) at = alias[at] ?? -1;
    return at;
  }

  function shapeOf({ tokens, gaps }: Tokens, offset: number, text: string): number {
    const name = nameOf(tokens);
    const known = byName.get(name);
    if (known !== undefined) return resolve(known);
    const fitting = openings.find(tokens, (opened) => byName.get(opened));
    if (fitting !== undefined && resolve(fitting) >= 0) return resolve(fitting);
    if (alive >= MOST_SHAPES) condense();
    const id = shapes.length;
    shapes.push({
      tokens,
      gaps,
      count: 0,
      levels: new Array<number>(NO_LEVEL + 1).fill(0),
      hours: new Map(),
      first: null,
      last: null,
      path: source.path,
      offset,
      sample: text.slice(0, SAMPLE_LENGTH),
    });
    alias.push(id);
    byName.set(name, id);
    alive += 1;
    return id;
  }

  /** Adds what the classes counted to their shapes, for the hour that the lines were of. Costs only what was counted. */
  function settle(): void {
    for (const known of counted) {
      const shape = shapes[resolve(known.shape)];
      if (shape === null || shape === undefined) {
        givenUp += known.count;
        known.givenUp += known.count;
      } else {
        shape.count += known.count;
        addHour(shape.hours, hour, known.count);
        if (known.levelSource === 'fixed')
          shape.levels[known.levelIndex] = (shape.levels[known.levelIndex] ?? 0) + known.count;
        if (!Number.isNaN(known.first) && (shape.first === null || known.first < shape.first))
          shape.first = known.first;
        if (!Number.isNaN(known.last) && (shape.last === null || known.last > shape.last)) shape.last = known.last;
      }
      known.count = 0;
      known.first = Number.NaN;
      known.last = Number.NaN;
    }
    counted.length = 0;
  }

  /** Too many shapes: those that are one template become one shape; where that is not enough, with rare words taken for names. */
  function condense(): void {
    settle();
    mergeShapes(false);
    if (alive > SHAPES_KEPT) mergeShapes(true);
    if (alive > SHAPES_KEPT) giveUpRarest();
    // Names of shapes that were merged: their lines are found through the template from now on.
    for (const [name, id] of byName) if (shapes[id] === null) byName.delete(name);
  }

  function mergeShapes(openRareWords: boolean): void {
    const living = shapes.filter((shape) => shape !== null).map(({ tokens }) => tokens);
    const template = mergeTemplates(living, { openRareWords });
    for (const [id, shape] of shapes.entries()) {
      if (shape === null) continue;
      const tokens = template.get(nameOf(shape.tokens)) ?? shape.tokens;
      openings.add(shape.tokens, tokens);
      const name = nameOf(tokens);
      const other = byName.get(name);
      if (other === undefined) {
        byName.set(name, id);
        shape.tokens = tokens;
      } else if (resolve(other) !== id) {
        const into = shapes[resolve(other)];
        if (into !== null && into !== undefined) addShape(into, shape);
        alias[id] = resolve(other);
        shapes[id] = null;
        alive -= 1;
      }
    }
  }

  function giveUpRarest(): void {
    const living = [...shapes.entries()].filter((entry): entry is [number, Shape] => entry[1] !== null);
    living.sort(([, one], [, other]) => one.count - other.count);
    for (const [id, shape] of living.slice(0, alive - SHAPES_KEPT)) {
      givenUp += shape.count;
      shapes[id] = null;
      alias[id] = -1;
      alive -= 1;
    }
  }

  function emptyTable(): void {
    settle();
    emptyClasses(table);
    quick.fill(0);
    classes.length = 0;
  }

  function learn(start: number, from: number, end: number, low: number, high: number): number {
    if (isFull(table)) emptyTable();
    const length = Math.min(end - start, LINE_BYTES);
    const line = bytes.toString('utf8', start, start + length).trimEnd();
    const event = parseEvent(line, now);
    // Words in variable contexts are overwritten by digits: to the miner, values like any other.
    const copy = Buffer.from(bytes.subarray(start, start + length));
    let wordsOfMessage = 0;
    eachWord(bytes, start, from, end, contexts, (word, isVariable) => {
      if (word.start - start < event.messageStart) return;
      wordsOfMessage += 1;
      if (wordsOfMessage === 1) return;
      if (isVariable) copy.fill(48, Math.min(length, word.start - start), Math.min(length, word.end - start));
      else {
        learner.saw(word.low, word.high, word.word);
        if (word.local !== 0) learner.saw(word.local, LOCAL, word.word);
      }
    });
    const masked =
      event.format === 'plain' ? blankColors(copy.toString('utf8')).trimEnd().slice(event.messageStart) : event.message;
    const continues = lastShape >= 0 && isContinuation(line, event);
    const shape = continues ? -1 : shapeOf(tokenize(masked), blockOffset + start - blockStart, line);
    const id = classes.length;
    const tag = continues ? null : (options.watch?.(line, event) ?? null);
    classes.push({
      shape,
      level: event.level,
      levelIndex: levelIndex(event.level),
      levelSource: event.levelSource,
      timeStart: event.timeStart,
      minuteEnd: event.minuteEnd,
      continues,
      givenUp: 0,
      count: 0,
      first: Number.NaN,
      last: Number.NaN,
    });
    watched[id] = tag ?? -1;
    rememberClass(table, low, high, id);
    if (event.format === 'plain' && event.timeStart >= 0 && clock.length === 0) {
      const time = timestampAt(line, event.timeStart, now);
      if (time !== null) setClock(clock, bytes, start, time);
    }
    return id;
  }
  const watched: number[] = [];

  function revive(known: LineClass, start: number, end: number): void {
    settle();
    const line = bytes.toString('utf8', start, Math.min(end, start + LINE_BYTES)).trimEnd();
    known.shape = shapeOf(tokenize(parseEvent(line, now).message), blockOffset + start - blockStart, line);
    known.givenUp = 0;
  }

  /** The time of a line that does not begin with it. */
  function inlineTime(known: LineClass, start: number, end: number): number {
    if (known.timeStart < 0) return Number.NaN;
    const length = inlineMemo.length;
    if (length > 0) {
      let at = 0;
      while (at < length && bytes[start + known.timeStart + at] === inlineMemo[at]) at += 1;
      if (at === length) return inlineMs;
      const found = bytes.indexOf(inlineMemo, start);
      if (found >= 0 && found < Math.min(end, start + 200)) return inlineMs;
    }
    const line = bytes.toString('latin1', start, Math.min(end, start + LINE_BYTES));
    const event = parseEvent(line, now);
    if (event.at === null || event.timeStart < 0) return Number.NaN;
    inlineMemo = Buffer.from(bytes.subarray(start + event.timeStart, start + event.minuteEnd));
    inlineMs = event.at;
    return event.at;
  }

  /** Makes `minute` the one that a time lies in. */
  function enterMinute(at: number): void {
    minuteStart = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const entered = Math.floor(at / HOUR_MS);
    if (entered !== hour) {
      settle();
      hour = entered;
    }
    const known = minutes.get(minuteStart);
    minute = known ?? { lines: 0, errors: 0 };
    if (known !== undefined) return;
    minutes.set(minuteStart, minute);
    if (minutes.size > MOST_MINUTES) minutes.delete(minutes.keys().next().value ?? Number.NaN);
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
      const time = hasTime ? clock.at : inlineTime(known, start, end);
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
        const shape = shapes[resolve(known.shape)];
        if (shape !== null && shape !== undefined) shape.levels[index] = (shape.levels[index] ?? 0) + 1;
      }
      if (!Number.isNaN(time)) {
        minute.lines += 1;
        if (index >= ERROR && index < NO_LEVEL) minute.errors += 1;
      }
      lastShape = known.shape;
      traceRoom = known.count === 1 ? SAMPLE_TRACE_LINES : 0;
      const tag = watched[value] as number;
      if (tag >= 0)
        options.onWatched?.(tag, {
          bytes,
          start,
          end,
          at: time,
          path: source.path,
          offset: blockOffset + start - blockStart,
        });
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

  function continued(start: number, end: number): void {
    continuations += 1;
    onLine?.(lastShape);
    if (traceRoom === 0) return;
    traceRoom -= 1;
    const shape = shapes[resolve(lastShape)];
    if (shape === null || shape === undefined || shape.count > 0 || shape.sample.length > SAMPLE_LENGTH * 3) return;
    shape.sample += `\n${bytes.toString('utf8', start, Math.min(end, start + SAMPLE_LENGTH)).trimEnd()}`;
  }

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
      return shapes.filter((shape): shape is Shape => shape !== null && shape.count > 0);
    },
    shapeNow: (shape) => shapes[resolve(shape)] ?? null,
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
      return givenUp;
    },
    minutes,
  };
}
