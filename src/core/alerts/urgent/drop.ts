import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createFileAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { placeOf } from './folder.ts';

let drops = 0;

/** Stores the JSON text of an alarm, synced, for whoever takes urgent alarms. Returns its file's name in alerts/urgent. */
export function dropUrgent(at: Layout, text: string, now = Date.now()): string {
  for (;;) {
    drops += 1;
    // By time, and within a millisecond in order: what resolves an alarm must come after what began it.
    const count = String(drops).padStart(6, '0');
    const time = new Date(now).toISOString().replaceAll(/\D/g, '');
    const name = `${time}-${process.pid}-${count}-${randomBytes(3).toString('hex')}.json`;
    if (createFileAtomic(join(at.urgentAlerts, name), text, { temporary: at.temporary })) return name;
  }
}

const LOOK_EVERY_MS = 20;

/** Waits until a file that `dropUrgent` stored has been taken, which means queued for good. Null: not within the time. */
export async function awaitTaken(at: Layout, name: string, limitMs: number): Promise<'done' | 'rejected' | null> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    for (const place of ['done', 'rejected'] as const) if (existsSync(join(placeOf(at, place), name))) return place;
    const left = deadline - performance.now();
    if (left <= 0) return null;
    await delay(Math.min(LOOK_EVERY_MS, left));
  }
}
