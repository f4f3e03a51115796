import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OpsError } from '../../errors.ts';
import { createFileAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';

const SHORTEST = 16;

export interface Token {
  token: string;
  path: string;
  /** Others of this machine may read it. */
  isExposed: boolean;
}

export function defaultTokenPath(at: Layout): string {
  return join(at.state, 'listen-token');
}

/** The token that senders must show: of the file that is named, or of the workspace's own, which is made where there is none. */
export function tokenFor(at: Layout, given: string | undefined): Token {
  const path = given ?? defaultTokenPath(at);
  if (given === undefined) {
    createFileAtomic(path, `${randomBytes(32).toString('base64url')}\n`, { temporary: at.temporary });
  }
  let token: string;
  try {
    token = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new OpsError('E_FILE', `The token cannot be read: ${(error as Error).message}`, {
      hint: 'Name a file that you may read with --token-file, or leave it out.',
      cause: error,
    });
  }
  if (token.length < SHORTEST || /\s/.test(token)) {
    throw new OpsError('E_FILE', `${path} holds no token: one word of at least ${SHORTEST} characters`, {
      hint: `Make one: openssl rand -hex 32 > ${path}`,
    });
  }
  return { token, path, isExposed: (statSync(path).mode & 0o077) !== 0 };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether an Authorization header shows the token: `Bearer <token>`, or `Basic` with it as the password. Takes the same time for any. */
export function shows(header: string | undefined, token: string): boolean {
  const [, scheme = '', shown = ''] = /^(bearer|basic) +(\S+)$/i.exec(header ?? '') ?? [];
  const said = scheme.toLowerCase() === 'basic' ? passwordOf(shown) : shown;
  return timingSafeEqual(digest(said), digest(token)) && said !== '';
}

function passwordOf(encoded: string): string {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
