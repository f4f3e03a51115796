import { readFileSync } from 'node:fs';
import { errorCode } from '../errors.ts';

export type ReadResult =
  | { state: 'read'; value: unknown }
  | { state: 'missing' }
  | { state: 'unreadable'; reason: string };

/**
 * Reads a JSON file without ever throwing for its content: it is there, not there, or unreadable with the reason. Every file of a
 * workspace holds an object, so anything else (`null` is what some editors and scripts leave behind) is unreadable too.
 */
export function readJson(path: string): ReadResult {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { state: 'missing' };
    return { state: 'unreadable', reason: `cannot be opened (${code ?? 'unknown error'})` };
  }
  if (text.trim() === '') return { state: 'unreadable', reason: 'is empty' };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return { state: 'unreadable', reason: 'is not a JSON object' };
    return { state: 'read', value };
  } catch (error) {
    return { state: 'unreadable', reason: `is not JSON: ${(error as Error).message}` };
  }
}
