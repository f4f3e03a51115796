import { OpsError } from '../core/errors.ts';
import { oneLine } from '../core/text/control.ts';

const PLACE = /\{\{\s*([\w.]+)\s*\}\}/g;

/**
 * Prints a command's data by a template, a line for each row: `{{key}}`, `{{owner.name}}`, `\t`, `\n`. The rows are the one list of objects
 * that the data hold; where there is none, the data themselves are the only row. What a row has not is taken from the data around it. What is
 * unknown is `-`.
 * @throws OpsError where a row has no such key
 */
export function fillTemplate(template: string, data: unknown): string {
  const text = template.replaceAll(/\\([tn\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
  return rowsOf(data)
    .map((row) => `${text.replaceAll(PLACE, (_, path: string) => valueText(row, data, path))}\n`)
    .join('');
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', '\\': '\\' };

function rowsOf(data: unknown): readonly unknown[] {
  if (Array.isArray(data)) return data;
  const lists = isObject(data) ? Object.values(data).filter(isListOfObjects) : [];
  const [only] = lists.filter((list) => list.length > 0);
  return only ?? (lists.length > 0 ? [] : [data]);
}

function hasKey(value: unknown, key: string): value is Record<string, unknown> {
  return isObject(value) && Object.hasOwn(value, key);
}

function isListOfObjects(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.every(isObject);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueText(row: unknown, around: unknown, path: string): string {
  const [first = ''] = path.split('.');
  let value = !hasKey(row, first) && hasKey(around, first) ? around : row;
  for (const key of path.split('.')) {
    if (value === null) break;
    if (!hasKey(value, key))
      throw new OpsError('E_USAGE', `--format: there is no ${path} in it`, {
        hint: `There are: ${isObject(row) ? Object.keys(row).join(', ') : 'no keys'}`,
      });
    value = value[key];
  }
  if (value === null || value === undefined) return '-';
  return oneLine(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
