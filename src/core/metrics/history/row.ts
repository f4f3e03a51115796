import type { Values } from '../series.ts';

/** What one sample holds: epoch milliseconds, and the value of each series; null where it could not be read then. */
export interface Row {
  time: number;
  values: Values;
}
