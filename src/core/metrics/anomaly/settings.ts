/** What the detector goes by, the same for every series. Counts are of values, five minutes apart. */
export interface Settings {
  /** As many must have been seen before anything is unusual. */
  warmUp: number;
  /** How far outside the range, as a share of its width, a value must lie. */
  margin: number;
  /** By how many margins each time that the series left its range widens the margin. */
  widening: number;
  /** The time constant with which that fades. */
  memory: number;
  /** Values outside that are no further apart belong together. */
  together: number;
  /** As many must have been inside before it is news that the series is outside. */
  quiet: number;
  /**
   * The same for a view that is never below 0, downwards, where it is the proportion that counts: so many margins of the range's width
   * on a logarithmic scale. Half of the least spread is little beside the widest, and yet the series has gone flat.
   */
  proportion: number;
  /** The least width of a range, as a share of the values' median. */
  leastWidth: number;
}

/**
 * Two weeks of nine AWS series were what these were chosen on, so round ones were taken from the middle of where the outcome stays the
 * same: margins from 0.08 to 0.12, half a day of quiet from 9 to 18 hours, widening from 0.8 to 1.5.
 */
export const SETTINGS: Settings = {
  // A day.
  warmUp: 288,
  margin: 0.1,
  widening: 1,
  // A week.
  memory: 2_016,
  // An hour.
  together: 12,
  // Half a day: a load that changes for good is told once, not at each of its first peaks.
  quiet: 144,
  // A disk that stood at 22.3 % may stand at 22.4 %.
  leastWidth: 0.1,
  // From 1.5 to 3 nothing changes.
  proportion: 2,
};
