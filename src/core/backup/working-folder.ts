import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { FOLDER_MODE } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { ownOwner, processStartTime } from '../process/identity.ts';

const NAME = /^backup-(\d+)-([\w.-]+)-\d+$/;

let made = 0;

function plain(startTime: string): string {
  return startTime.replaceAll(/[^\w.-]/g, '_');
}

/** Runs `act` with a new folder in tmp/, which is gone afterwards. Its name says whose it is, for when this process is killed. */
export async function withWorkingFolder<T>(at: Layout, act: (folder: string) => Promise<T>): Promise<T> {
  const { pid, startTime } = ownOwner();
  made += 1;
  const folder = join(at.temporary, `backup-${pid}-${plain(startTime)}-${made}`);
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Working folders whose process has ended without removing them. */
export function abandonedFolders(at: Layout): string[] {
  let names: string[];
  try {
    names = readdirSync(at.temporary);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => {
      const match = NAME.exec(name);
      if (match === null) return false;
      const started = processStartTime(Number(match[1]));
      return started === null || plain(started) !== match[2];
    })
    .map((name) => join(at.temporary, name));
}

export function removeAbandoned(at: Layout): number {
  const folders = abandonedFolders(at);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  return folders.length;
}
