import { makeNews } from './news.ts';
import { SETTINGS, type Settings } from './settings.ts';
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
/** The usual range leaves out the two most extreme values of a week on either side. */
const TAIL = 0.001;

interface Watch {
  name: ViewName;
  positive: boolean;
  view: View;
  window: SortedWindow;
}

interface Allowance {
  margin: number;
  leastWidth: number;
  proportion: number;
}

function expectedRange({ window, positive }: Watch, allowance: Allowance): [low: number, high: number] {
  const { margin, leastWidth, proportion } = allowance;
  const low = window.quantile(TAIL);
  const high = window.quantile(1 - TAIL);
  const width = Math.max(high - low, leastWidth);
  const least = low - margin * width;
  if (!positive || low <= 0) return [least, high + margin * width];
  const shrunk = low * (low / high) ** (proportion * margin);
  return [Math.max(least, Math.min(shrunk, low - margin * leastWidth)), high + margin * width];
}

/**
 * A series that often leaves its range gets a wider one for a while: that it is outside again says little. What that is worth is
 * measured by test/core/metrics/anomaly/nab.test.ts, also with every setting turned by a fifth either way.
 */
export function makeDetector(settings: Settings = SETTINGS): Detector {
  const watches = VIEWS.map(
    ({ name, positive = false, make }): Watch => ({ name, positive, view: make(), window: makeSortedWindow(WINDOW) }),
  );
  const news = makeNews(settings);

  return (value) => {
    const margin = settings.margin * news.pass();
    const leastWidth = settings.leastWidth * Math.abs(watches[0]?.window.quantile(0.5) ?? 0);
    const allowance = { margin, leastWidth, proportion: settings.proportion };
    let found: Anomaly | null = null;
    for (const watch of watches) {
      const { name, view, window } = watch;
      const measured = view(value);
      if (measured === null) continue;
      if (window.size >= settings.warmUp && found === null) {
        const expected = expectedRange(watch, allowance);
        if (measured < expected[0] || measured > expected[1]) found = { value, view: name, measured, expected };
      }
      window.add(measured);
    }
    return found !== null && news.outside() ? found : null;
  };
}
