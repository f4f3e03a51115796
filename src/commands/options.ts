import { OpsError } from '../core/errors.ts';
import type { Input } from './command.ts';

export function textOption(input: Input, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(input: Input, name: string): boolean {
  return input.options[name] === true;
}

function flagName(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A timer of Node holds 2^31 - 1 ms; a longer one fires at once. */
export const LONGEST_SECONDS = 2_147_483;

export interface NumberRange {
  min?: number;
  max?: number;
  integer?: boolean;
}

export function numberOption(input: Input, name: string, range: NumberRange = {}): number | undefined {
  const text = textOption(input, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  const { min = 0, max = Number.MAX_SAFE_INTEGER, integer = false } = range;
  if (
    text.trim() === '' ||
    !Number.isFinite(value) ||
    value < min ||
    value > max ||
    (integer && !Number.isInteger(value))
  ) {
    const kind = integer ? 'a whole number' : 'a number';
    const bounds = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw new OpsError('E_USAGE', `${flagName(name)} takes ${kind} ${bounds}, not ${JSON.stringify(text)}`);
  }
  return value;
}

export function choiceOption<T extends string>(input: Input, name: string, choices: readonly T[]): T | undefined {
  const text = textOption(input, name);
  if (text === undefined || choices.includes(text as T)) return text as T | undefined;
  throw new OpsError('E_USAGE', `${flagName(name)} takes one of ${choices.join(', ')}, not ${JSON.stringify(text)}`);
}
