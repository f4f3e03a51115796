import type { Edit } from '../../core/config/edit.ts';
import { OpsError } from '../../core/errors.ts';
import type { Input } from '../command.ts';
import { jsonOrText } from '../config/json-or-text.ts';

type Value = (given: string) => unknown;

const asText: Value = (given) => given;
/** What is no number stays text, so that the schema says what is allowed there. */
const asNumber: Value = (given) => (given.trim() === '' || Number.isNaN(Number(given)) ? given : Number(given));

/** Options of `agents add` and `edit`, and the settings that they are. */
const SETTINGS: readonly (readonly [option: string, key: string, value: Value])[] = [
  ['schedule', 'schedule', asText],
  ['cwd', 'cwd', asText],
  ['envFile', 'env_file', asText],
  ['restart', 'restart', asText],
  ['runTimeoutSeconds', 'run_timeout_seconds', asNumber],
  ['instances', 'instances', asNumber],
  ['memoryLimitMb', 'memory_limit_mb', asNumber],
];

/** The changes that the options ask for, below `agents.<id>`. */
export function settingEdits(input: Input, id: string): Edit[] {
  const at = (key: string, value: unknown): Edit => ({ path: ['agents', id, ...key.split('.')], value });
  const edits: Edit[] = [];
  if (input.rest.length > 0) edits.push(at('command', [...input.rest]));
  if (input.options.persistent === true) edits.push(at('persistent', true));
  if (input.options.nonEssential === true) edits.push(at('essential', false));
  for (const [option, key, value] of SETTINGS) {
    const given = input.options[option];
    if (typeof given === 'string') edits.push(at(key, value(given)));
  }
  const dependsOn = list(input.options.dependsOn);
  if (dependsOn.length > 0) edits.push(at('depends_on', dependsOn));
  for (const pair of list(input.options.env)) {
    const [name, value] = split(pair, '--env');
    edits.push({ path: ['agents', id, 'env', name], value });
  }
  for (const pair of list(input.options.set)) {
    const [key, value] = split(pair, '--set');
    edits.push(at(key, jsonOrText(value)));
  }
  for (const key of list(input.options.unset)) edits.push(at(key, undefined));
  return edits;
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function split(pair: string, option: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 1) throw new OpsError('E_USAGE', `${option} takes name=value, not ${JSON.stringify(pair)}`);
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}
