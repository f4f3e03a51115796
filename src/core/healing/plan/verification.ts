/** How far a verification is. Times ISO 8601. */
export interface VerifyProgress {
  /** Only samples taken after that say anything about the repair. */
  after: string;
  lastSampleAt: string | null;
  /** Fresh samples in a row that were clear. */
  clear: number;
  judged: number;
}

export function beginVerification(now: number): VerifyProgress {
  return { after: new Date(now).toISOString(), lastSampleAt: null, clear: 0, judged: 0 };
}

/**
 * Judges one look: `holds` is whether the trouble is still there; null: nobody knows, which is not clear and begins the count anew. A sample
 * that is no newer than the last says nothing. Pure.
 */
export function verifyStep(
  progress: VerifyProgress,
  look: { sampleAt: string | null; holds: boolean | null },
): VerifyProgress {
  const time = Date.parse(look.sampleAt ?? '');
  const newest = Math.max(Date.parse(progress.after), Date.parse(progress.lastSampleAt ?? progress.after));
  if (look.sampleAt === null || !(time > newest)) return progress;
  const clear = look.holds === false ? progress.clear + 1 : 0;
  return { ...progress, lastSampleAt: look.sampleAt, clear, judged: progress.judged + 1 };
}
