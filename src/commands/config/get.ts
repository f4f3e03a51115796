import { loadConfigFast } from '../../core/config/cached.ts';
import { parsePath, valueAt } from '../../core/config/value-at.ts';
import { EXIT } from '../../core/errors.ts';
import type { Result, Run } from '../command.ts';
import { layoutOf } from './layout-of.ts';

/** `ops config get [path]`: the value in force, defaults included. One that is not set is exit code 1. */
export const run: Run = async (input) => {
  const { config, warnings } = await loadConfigFast(layoutOf(input));
  const [path] = input.args;
  const value = path === undefined ? config : valueAt(config, parsePath(path));
  if (value === undefined) return await notSet(path ?? '');
  return { data: value, text: typeof value === 'string' ? value : JSON.stringify(value, null, 2), warnings };
};

async function notSet(path: string): Promise<Result> {
  const { configJsonSchema, nodeAt } = await import('../../core/config/json-schema.ts');
  const { unknownKeyText } = await import('../../core/config/allowed.ts');
  const root = configJsonSchema();
  const keys = parsePath(path);
  const unknown = keys.findIndex((_, index) => nodeAt(root, keys.slice(0, index + 1)) === null);
  const group = keys.slice(0, unknown);
  const hasKeys = unknown >= 0 && nodeAt(root, group)?.properties !== undefined;
  const why = hasKeys ? unknownKeyText(root, group, keys[unknown] ?? '') : 'is not set';
  const message = `${JSON.stringify(path)} ${why}`;
  const error = { code: 'E_NOT_SET', message, hint: 'Run: ops config get' };
  return { data: { ok: false, error }, text: '', warnings: [message], exitCode: EXIT.failed };
}
