/** What is known of the machine at one moment. Readings and alerts that could not be read are not there, and never count as well. */
export interface World {
  /** Time of the sample, ISO 8601; null: there is none. */
  sampleAt: string | null;
  intervalMs: number;
  readings: readonly { metric: string; resource: string | null; value: number | null }[];
  /** Metrics of which only what is bad is listed, and whose list could be read: what is not in it is well. */
  listed: readonly string[];
  alerts: readonly WorldAlert[];
}

export interface WorldAlert {
  labels: Readonly<Record<string, string>>;
  state: 'pending' | 'firing' | 'recovering' | 'resolved' | 'stale';
}

/** Of what the machine has only one. */
export const MACHINE = 'machine';
