/** Seconds between the next two runs of a schedule; null where there is none, or where it ends. */
export async function scheduledInterval(schedule: string | null, timeZone: string | null): Promise<number | null> {
  if (schedule === null) return null;
  const { parseCron } = await import('../schedule/cron.ts');
  const { next } = parseCron(schedule, timeZone);
  const first = next(Date.now());
  const second = first === null ? null : next(first);
  return first === null || second === null ? null : Math.round((second - first) / 1_000);
}
