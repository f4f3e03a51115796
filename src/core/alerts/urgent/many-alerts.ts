import { open } from 'node:fs/promises';
import { errorCode } from '../../errors.ts';
import { writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { makeFolder } from '../../files/make-folder.ts';
import type { Alert } from '../alert.ts';
import { alertPath, alertsFolder } from '../store.ts';

/** Writes alerts that a killed process leaves whole, but a power cut may not before `syncAlerts`. Call it inside `changeAlerts`. */
export function writeManyAlerts(at: Layout, alerts: readonly Alert[]): void {
  makeFolder(alertsFolder(at));
  for (const alert of alerts) {
    writeJsonAtomic(alertPath(at, alert.fingerprint), alert, { temporary: at.temporary, sync: false });
  }
}

/** File systems write what is synced at the same time together: 16 at once take a third of what they take one by one. */
const AT_ONCE = 16;

/** Waits until alerts survive a power cut, while the event loop goes on. */
export async function syncAlerts(at: Layout, alerts: readonly Alert[]): Promise<void> {
  if (alerts.length === 0) return;
  const paths = alerts.map(({ fingerprint }) => alertPath(at, fingerprint)).values();
  const work = async () => {
    for (const path of paths) await syncPath(path);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await syncPath(alertsFolder(at));
}

async function syncPath(path: string): Promise<void> {
  try {
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // Removed meanwhile by somebody who may.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
