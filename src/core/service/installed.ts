import { existsSync, readFileSync } from 'node:fs';
import { errorCode } from '../errors.ts';
import type { Service } from './definition.ts';
import { definitionPath, definitionText, MARK, type ServiceOptions, serviceOf } from './service.ts';

export interface Installed {
  path: string;
  text: string;
  service: Service;
  /** It was written by this program. */
  isOurs: boolean;
  /** How it differs from what would be written now; empty where it does not. */
  drift: string[];
}

function readDefinition(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** The definition of a workspace's service as it lies on the disk, the user's before the machine's; null where none is installed. */
export function findInstalled(root: string, options: Pick<ServiceOptions, 'platform'> = {}): Installed | null {
  for (const system of [false, true]) {
    const plain = serviceOf(root, { ...options, system });
    const path = definitionPath(plain);
    const text = readDefinition(path);
    if (text === null) continue;
    const service = { ...plain, hardened: text.includes('NoNewPrivileges=yes') };
    return { path, text, service, isOurs: text.includes(MARK), drift: driftOf(text, definitionText(service)) };
  }
  return null;
}

/** The search path differs from shell to shell; that alone is no reason to install anew. */
const IGNORED = /PATH=/;

function meaningful(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !IGNORED.test(line));
}

export function driftOf(found: string, expected: string): string[] {
  const [now, then] = [meaningful(found), meaningful(expected)];
  return [
    ...then.filter((line) => !now.includes(line)).map((line) => `lacks: ${line}`),
    ...now.filter((line) => !then.includes(line)).map((line) => `has: ${line}`),
  ];
}

/** Paths that the definition on the disk names and that are not there any more: after an upgrade of node, or a moved program. */
export function missingPrograms({ text, service }: Installed): string[] {
  const named =
    service.kind === 'systemd'
      ? [...text.matchAll(/^AssertPathExists=(.+)$/gm)].map((match) => (match[1] ?? '').replaceAll('%%', '%'))
      : [...(/<array>([\s\S]*?)<\/array>/.exec(text)?.[1] ?? '').matchAll(/<string>(.*?)<\/string>/g)]
          .slice(0, 2)
          .map((match) => match[1] ?? '');
  return named.filter((path) => !existsSync(path));
}
