import type { Severity } from '../alert.ts';

const RANKS: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

export function isWorse(one: Severity, other: Severity): boolean {
  return RANKS[one] > RANKS[other];
}

export function isAtLeast(one: Severity, least: Severity): boolean {
  return RANKS[one] >= RANKS[least];
}

export function worst(one: Severity, other: Severity): Severity {
  return isWorse(one, other) ? one : other;
}

export function mildest(one: Severity, other: Severity): Severity {
  return isWorse(one, other) ? other : one;
}
