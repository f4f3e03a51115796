import type { Edit } from '../../core/config/edit.ts';
import { scanJson } from '../../core/config/json-scan.ts';
import { lineAndColumn } from '../../core/config/syntax.ts';
import { OpsError } from '../../core/errors.ts';
import { applyEdits } from '../agents/apply.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { readText } from '../standard-input.ts';

/** A JSON merge patch (RFC 7386): what it names is changed, null takes away, all else stays. */
export const run: Run = async (input) => {
  const [file = '-'] = input.args;
  const edits = editsOf(parsed(file), []);
  if (edits.length === 0) throw new OpsError('E_USAGE', 'The patch changes nothing');
  return applyEdits(input.open(), edits, `Changed ${edits.map(({ path }) => path.join('.')).join(', ')}`, {
    dryRun: flag(input, 'dryRun'),
  });
};

function parsed(file: string): Record<string, unknown> {
  const name = file === '-' ? 'standard input' : file;
  const text = readText(file);
  const { fault } = scanJson(text);
  if (fault !== null) {
    const { line, column } = lineAndColumn(text, fault.offset);
    throw new OpsError('E_USAGE', `${name}, line ${line}, column ${column}: ${fault.text}`);
  }
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new OpsError('E_USAGE', `${name} holds no object`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function editsOf(patch: Record<string, unknown>, above: readonly string[]): Edit[] {
  return Object.entries(patch).flatMap(([key, value]) => {
    const path = [...above, key];
    if (isObject(value) && Object.keys(value).length > 0) return editsOf(value, path);
    return [{ path, value: value === null ? undefined : value }];
  });
}
