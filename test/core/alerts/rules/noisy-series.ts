import type { SeriesRow } from '../../../../src/core/alerts/rules/series-file.ts';

/** A week of five-minute readings near a threshold, and where in it something is really wrong. */
export interface Shape {
  mean: number;
  deviation: number;
  /** How much of the noise goes on from one reading to the next, 0 to 1. */
  memory?: number;
  uniform?: boolean;
  /** Up and down by so much each day. */
  wave?: number;
  /** Up by so much over the week. */
  drift?: number;
  /** The chance of a single reading of 97. */
  spikes?: number;
  incident?: { mean: number; deviation: number };
}

export const SAMPLES = 2_016;
export const EVERY_MS = 300_000;
const INCIDENT_SAMPLES = 9;
const START = Date.parse('2026-03-02T00:00:00Z');

/** Mulberry32: the same seed makes the same week. */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

export interface Week {
  rows: SeriesRow[];
  /** Times of the first readings of the incidents, epoch ms. */
  incidents: number[];
}

export function noisyWeek(shape: Shape, seed: number, withIncidents: boolean): Week {
  const random = randomOf(seed);
  const { mean, deviation, memory = 0, wave = 0, drift = 0, spikes = 0, incident = { mean: 97, deviation: 1 } } = shape;
  const starts = withIncidents ? [0, 1, 2].map((which) => Math.floor(150 + which * 620 + random() * 400)) : [];
  let noise = 0;
  const rows = Array.from({ length: SAMPLES }, (_, index): SeriesRow => {
    noise = memory * noise + Math.sqrt(1 - memory ** 2) * normal(random);
    const spread = shape.uniform === true ? (random() * 2 - 1) * 1.73 : noise;
    let value = mean + wave * Math.sin((2 * Math.PI * index) / 288) + (drift * index) / SAMPLES + spread * deviation;
    if (spikes > 0 && random() < spikes) value = 97;
    const isIncident = starts.some((start) => index >= start && index < start + INCIDENT_SAMPLES);
    if (isIncident) value = incident.mean + normal(random) * incident.deviation;
    const at = START + index * EVERY_MS;
    return { at, metric: 'cpu_percent', resource: null, value: Math.max(0, Math.min(100, value)) };
  });
  return { rows, incidents: starts.map((start) => START + start * EVERY_MS) };
}
