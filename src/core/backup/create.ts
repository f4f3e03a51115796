import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { errorText, OpsError } from '../errors.ts';
import { FOLDER_MODE, linkNew, removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { share, tellProgress } from '../progress.ts';
import { VERSION } from '../version.ts';
import { type ArchiveFile, sha256, writeArchive } from './archive.ts';
import { appendIndex, archivePath, backupName } from './list.ts';
import { MANIFEST_NAME, type Manifest } from './manifest.ts';
import { candidates, PARTS, type Part } from './parts.ts';
import { applyRetention, type Keep } from './retention.ts';
import { readSteady } from './steady-read.ts';
import { syncFolders } from './sync-folders.ts';
import { indexEntryOf, testArchive } from './verify.ts';
import { removeAbandoned, withWorkingFolder } from './working-folder.ts';

export interface CreateOptions {
  /** Default: all. */
  parts?: readonly Part[];
  /** A file of its own instead of backups/; such a backup is not listed and not subject to retention. */
  output?: string;
  /** Applied when the new one is good. */
  keep?: Keep;
  now?: number;
}

export interface Created {
  name: string;
  path: string;
  createdAt: string;
  bytes: number;
  sha256: string;
  files: number;
  contentBytes: number;
  skipped: { path: string; reason: string }[];
  /** Names of backups that retention removed. */
  removed: string[];
  tookMs: number;
}

/** Room that is left for everybody else: a backup must not be what fills the disk. */
const SPARE_BYTES = 16 * 1_024 * 1_024;

/**
 * Makes a backup: reads every file as of one moment, writes the archive, restores it for a test, and only then lets it count. Until it
 * does, nothing of what was there before is touched; a kill at any moment leaves a folder in tmp/ that the next one removes.
 */
export async function createBackup(at: Layout, options: CreateOptions = {}): Promise<Created> {
  const begun = performance.now();
  removeAbandoned(at);
  const parts = PARTS.filter((part) => (options.parts ?? PARTS).includes(part));
  const output = options.output === undefined ? null : resolve(options.output);
  return withWorkingFolder(at, async (folder) => {
    const { time, name } = freeName(at, options.now ?? Date.now());
    const unfinished = join(folder, `${name}.tar.gz`);
    const manifest: Manifest = {
      version: 1,
      createdAt: new Date(time).toISOString(),
      host: hostname(),
      program: VERSION,
      parts,
      files: [],
      skipped: [],
    };
    const archive = await writeArchive(unfinished, contents(at, manifest));
    const tested = await testArchive(at, unfinished);
    const path = output ?? archivePath(at, name);
    publish(unfinished, path);
    const entry = indexEntryOf(name, 'created', archive, tested);
    if (output === null) appendIndex(at, entry);
    const removed = output === null && options.keep !== undefined ? applyRetention(at, options.keep) : [];
    const { createdAt, skipped, files } = tested;
    const size = { ...archive, files: files.length, contentBytes: entry.contentBytes ?? 0 };
    const tookMs = Math.round(performance.now() - begun);
    return { name: output === null ? name : basename(output), path, createdAt, ...size, skipped, removed, tookMs };
  });
}

function freeName(at: Layout, start: number): { time: number; name: string } {
  for (let time = start; ; time += 1) {
    const name = backupName(time);
    if (statSync(archivePath(at, name), { throwIfNoEntry: false }) === undefined) return { time, name };
  }
}

/** Every file of the wanted parts, then the manifest that was filled in meanwhile. One that cannot be read costs itself. */
async function* contents(at: Layout, manifest: Manifest): AsyncGenerator<ArchiveFile> {
  const { files, skipped } = candidates(at, manifest.parts);
  manifest.skipped.push(...skipped);
  assertRoom(
    at,
    files.map(({ path }) => path),
  );
  for (const [index, { path, part }] of files.entries()) {
    tellProgress(() => share('Backing up', index, files.length));
    let read: Awaited<ReturnType<typeof readSteady>>;
    try {
      read = await readSteady(join(at.root, path));
    } catch (error) {
      manifest.skipped.push({ path, reason: errorText(error) });
      continue;
    }
    if (read === null) continue;
    const { content, executable, modifiedMs } = read;
    const modifiedAt = new Date(modifiedMs).toISOString();
    manifest.files.push({ path, part, bytes: content.length, sha256: sha256(content), executable, modifiedAt });
    yield { name: path, content, executable, modifiedMs };
  }
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  yield { name: MANIFEST_NAME, content: text, executable: false, modifiedMs: Date.parse(manifest.createdAt) };
}

/** Refuses beforehand what could fill the disk: the archive, at worst as large as what is in it, and the largest file for the test. */
function assertRoom(at: Layout, paths: readonly string[]): void {
  const sizes = paths.map((path) => statSync(join(at.root, path), { throwIfNoEntry: false })?.size ?? 0);
  const needed = sizes.reduce((sum, size) => sum + size, 0) + Math.max(0, ...sizes);
  const { bavail, bsize } = statfsSync(at.temporary);
  const free = bavail * bsize;
  // A small disk has no room to spare; there the write itself says when it is full, and costs nothing that was there before.
  if (needed < SPARE_BYTES || free >= needed + SPARE_BYTES) return;
  throw new OpsError(
    'E_FULL',
    `A backup of ${needed} bytes needs more room than the ${free} bytes that ${at.root} has`,
  );
}

/** Gives the finished archive its place. The kernel refuses a name that is taken, so no backup is ever written over. */
function publish(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: FOLDER_MODE });
  if (!place(from, to)) throw new OpsError('E_FILE', `${to} is there already`, { hint: 'Name another file.' });
  syncFolders([dirname(to)]);
}

function place(from: string, to: string): boolean {
  try {
    return linkNew(from, to);
  } catch {
    return copyAcross(from, to);
  }
}

/** To another file system: copied beside its place first, so that it appears there whole. */
function copyAcross(from: string, to: string): boolean {
  const beside = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`);
  try {
    copyFileSync(from, beside);
    const file = openSync(beside, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return linkNew(beside, to);
  } finally {
    removeFile(beside);
  }
}
