import { readFileSync } from 'node:fs';
import { errorCode } from '../errors.ts';
import { oneLine } from '../text/control.ts';
import { redact } from '../text/redact.ts';

/** Settings in which every `{env}` and `{file}` has become the text that it stands for. */
export type Resolved<T> = T extends { env: string } | { file: string }
  ? string
  : T extends readonly (infer Item)[]
    ? Resolved<Item>[]
    : T extends object
      ? { [Key in keyof T]: Resolved<T[Key]> }
      : T;

export type Resolution<T> = { settings: Resolved<T>; secrets: string[] } | { problem: string };

/** What a person may write into the configuration as it is, although it is a secret. */
const SECRET_KEYS = new Set(['url', 'token', 'password', 'secret', 'routing_key', 'topic']);
/** Shorter ones would blacken half of every message. */
const SHORTEST_HIDDEN = 5;
const REASON_LIMIT = 300;

/** Finds every secret that settings name. The problem says which variable or file is missing, never what is in one. */
export function resolveSecrets<T extends object>(settings: T, env: NodeJS.ProcessEnv): Resolution<T> {
  const secrets: string[] = [];
  const problems: string[] = [];
  const resolve = (value: unknown, key: string, hidden: boolean): unknown => {
    if (typeof value === 'string') {
      if (hidden || SECRET_KEYS.has(key)) secrets.push(value);
      return value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => resolve(item, key, hidden));
    // A group of headers may hold one of the name `env` or `file`.
    const found = key === 'headers' ? null : lookUp(value, env);
    if (found === null) {
      // Values of headers are keys and tokens more often than not.
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, resolve(item, name, key === 'headers')]),
      );
    }
    if ('problem' in found) problems.push(found.problem);
    else secrets.push(found.value);
    return 'value' in found ? found.value : '';
  };
  const resolved = resolve(settings, '', false) as Resolved<T>;
  return problems.length > 0 ? { problem: problems.join('; ') } : { settings: resolved, secrets };
}

function lookUp(value: object, env: NodeJS.ProcessEnv): { value: string } | { problem: string } | null {
  const [[key, name] = [], ...more] = Object.entries(value);
  if (more.length > 0 || typeof name !== 'string') return null;
  if (key === 'env') {
    const found = env[name]?.trim();
    return found === undefined || found === ''
      ? { problem: `the environment variable ${name} is not set` }
      : { value: found };
  }
  return key === 'file' ? readSecretFile(name) : null;
}

function readSecretFile(path: string): { value: string } | { problem: string } {
  try {
    const value = readFileSync(path, 'utf8').trim();
    return value === '' ? { problem: `${path} is empty` } : { value };
  } catch (error) {
    return { problem: `${path} cannot be read (${errorCode(error) ?? 'error'})` };
  }
}

/** A reason as it may be stored and shown: one line, bounded, and without the channel's secrets, however they were encoded. */
export function hideSecrets(reason: string, secrets: readonly string[]): string {
  let text = reason;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_HIDDEN) continue;
    for (const form of [secret, encodeURIComponent(secret)]) text = text.replaceAll(form, '[redacted]');
  }
  return redact(oneLine(text)).slice(0, REASON_LIMIT);
}
