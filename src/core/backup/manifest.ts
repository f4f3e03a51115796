import { PARTS, type Part } from './parts.ts';
import { nameProblem } from './tar/entry-name.ts';

/** The last entry of an archive: what is in it. Without one the archive is not whole. */
export const MANIFEST_NAME = 'MANIFEST.json';

export interface ManifestFile {
  path: string;
  part: Part;
  bytes: number;
  sha256: string;
  executable: boolean;
  /** ISO 8601 in UTC. */
  modifiedAt: string;
}

export interface Manifest {
  version: 1;
  createdAt: string;
  host: string;
  /** The version of the program that made it. */
  program: string;
  parts: Part[];
  files: ManifestFile[];
  /** What was there and could not be kept. */
  skipped: { path: string; reason: string }[];
}

function isManifestFile(value: unknown): value is ManifestFile {
  const file = value as Partial<ManifestFile> | null;
  return (
    typeof file?.path === 'string' &&
    nameProblem(file.path) === null &&
    PARTS.includes(file.part as Part) &&
    Number.isInteger(file.bytes) &&
    /^[0-9a-f]{64}$/.test(String(file.sha256)) &&
    typeof file.executable === 'boolean' &&
    !Number.isNaN(Date.parse(String(file.modifiedAt)))
  );
}

/** The manifest that an archive's last entry holds, or the reason why it is none. */
export function parseManifest(content: Buffer): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch {
    return 'the manifest is not JSON';
  }
  const manifest = value as Partial<Manifest> | null;
  if (manifest?.version !== 1) return 'the manifest is not of version 1';
  const { files, parts, skipped, createdAt } = manifest;
  const whole =
    Array.isArray(files) &&
    files.every(isManifestFile) &&
    new Set(files.map(({ path }) => path)).size === files.length &&
    Array.isArray(parts) &&
    Array.isArray(skipped) &&
    !Number.isNaN(Date.parse(String(createdAt)));
  return whole ? (manifest as Manifest) : 'the manifest is damaged';
}
