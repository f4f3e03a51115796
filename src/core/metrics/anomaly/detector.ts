import { makeSortedWindow, type SortedWindow } from './sorted-window.ts';
import { VIEWS, type View, type ViewName } from './views.ts';

/** A value outside its usual range. Information for a report, never a reason to wake somebody. */
export interface Anomaly {
  value: number;
  /** Which view of the series lies outside, what it is, and where it was expected. */
  view: ViewName;
  measured: number;
  expected: [low: number, high: number];
}

/** Takes the values of one series as they come, five minutes apart. */
export type Detector = (value: number) => Anomaly | null;

/** A week of five-minute samples. */
const WINDOW = 2_016;
/** A day must have been seen before anything is unusual. */
const WARM_UP = 288;
/** The usual range leaves out the two most extreme values of a week on either side. */
const TAIL = 0.001;
/** How far outside the range, as a share of its width, a value must lie. */
const MARGIN = 0.09;
/** Every episode widens the margin by one more margin; the memory of it fades with this time constant, a week. */
const MEMORY = 2_016;
/** Values outside that follow each other within an hour are one episode. */
const EPISODE = 12;
/** The least width of a range, as a share of the values' median: a disk that stood at 22.3 % may stand at 22.4 %. */
const LEAST_WIDTH = 0.1;

interface Watch {
  name: ViewName;
  view: View;
  window: SortedWindow;
}

function expectedRange(window: SortedWindow, margin: number, leastWidth: number): [low: number, high: number] {
  const low = window.quantile(TAIL);
  const high = window.quantile(1 - TAIL);
  const width = Math.max(high - low, leastWidth);
  return [low - margin * width, high + margin * width];
}

/**
 * One setting for every series. A series that often leaves its range gets a wider one for a while: that it is outside again says
 * little. Measured with test/core/metrics/anomaly/nab.test.ts: margins from 0.07 to 0.11 catch the same windows.
 */
export function makeDetector(): Detector {
  const watches: Watch[] = VIEWS.map(({ name, make }) => ({ name, view: make(), window: makeSortedWindow(WINDOW) }));
  let episodes = 0;
  let sinceLast = Number.POSITIVE_INFINITY;

  return (value) => {
    episodes *= Math.exp(-1 / MEMORY);
    sinceLast += 1;
    const margin = MARGIN * (1 + episodes);
    const leastWidth = LEAST_WIDTH * Math.abs(watches[0]?.window.quantile(0.5) ?? 0);
    let found: Anomaly | null = null;
    for (const { name, view, window } of watches) {
      const measured = view(value);
      if (measured === null) continue;
      if (window.size >= WARM_UP && found === null) {
        const expected = expectedRange(window, margin, leastWidth);
        if (measured < expected[0] || measured > expected[1]) found = { value, view: name, measured, expected };
      }
      window.add(measured);
    }
    if (found !== null) {
      if (sinceLast > EPISODE) episodes += 1;
      sinceLast = 0;
    }
    return found;
  };
}
