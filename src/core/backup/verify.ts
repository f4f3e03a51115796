import { chmodSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorText } from '../errors.ts';
import { FOLDER_MODE } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { tellProgress } from '../progress.ts';
import { plural } from '../text/plural.ts';
import { type ReadFile, readArchive, sha256 } from './archive.ts';
import { appendIndex, type Backup, type IndexEntry } from './list.ts';
import type { Manifest } from './manifest.ts';
import { DamagedArchive } from './tar/header.ts';
import { withWorkingFolder } from './working-folder.ts';

/** Puts one file of an archive into a folder, with its mode and time. Refuses to write over what is there. */
export function placeFile(folder: string, file: ReadFile, options: { sync?: boolean } = {}): string {
  const path = join(folder, file.name);
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const mode = (file.mode & 0o100) !== 0 ? 0o700 : 0o600;
  writeFileSync(path, file.content, { flag: 'wx', mode, flush: options.sync ?? false });
  chmodSync(path, mode);
  utimesSync(path, file.modifiedSeconds, file.modifiedSeconds);
  return path;
}

/**
 * Restores an archive into a temporary folder and compares what lies there with the manifest. One file at a time, so that the test takes
 * the room of the largest file and not of the whole workspace.
 * @throws DamagedArchive, or the system's error where the test itself could not be made
 */
export async function testArchive(at: Layout, path: string): Promise<Manifest> {
  return withWorkingFolder(at, async (folder) => {
    const restored = new Map<string, string>();
    const manifest = await readArchive(path, (file) => {
      tellProgress(() => `Restoring for a test: ${plural(restored.size, 'file')}`);
      const placed = placeFile(folder, file);
      restored.set(file.name, sha256(readFileSync(placed)));
      rmSync(placed);
    });
    for (const { path: name, sha256: expected } of manifest.files) {
      if (restored.get(name) !== expected) throw new DamagedArchive(`${name} came back with another checksum`);
    }
    return manifest;
  });
}

export function indexEntryOf(
  name: string,
  event: 'created' | 'verified',
  archive: { bytes: number; sha256: string | null },
  manifest: Manifest,
): IndexEntry {
  const { files, parts, skipped } = manifest;
  const contentBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const about = { files: files.length, contentBytes, parts, skipped: skipped.length, reason: null };
  return { version: 1, at: new Date().toISOString(), name, event, ...archive, ...about };
}

export interface Verification {
  name: string;
  ok: boolean;
  files: number | null;
  contentBytes: number | null;
  reason: string | null;
  tookMs: number;
}

/** Tests one backup and writes down what came of it. A test that could not be made (a full disk) says nothing about the backup. */
export async function verifyBackup(at: Layout, backup: Backup): Promise<Verification> {
  const begun = performance.now();
  const took = () => Math.round(performance.now() - begun);
  const { name, path, bytes } = backup;
  try {
    const manifest = await testArchive(at, path);
    const entry = indexEntryOf(name, 'verified', { bytes, sha256: null }, manifest);
    appendIndex(at, entry);
    return { name, ok: true, files: entry.files, contentBytes: entry.contentBytes, reason: null, tookMs: took() };
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
    const reason = errorText(error);
    const nothing = { sha256: null, files: null, contentBytes: null, parts: null, skipped: null };
    appendIndex(at, { version: 1, at: new Date().toISOString(), name, event: 'failed', bytes, ...nothing, reason });
    return { name, ok: false, files: null, contentBytes: null, reason, tookMs: took() };
  }
}
