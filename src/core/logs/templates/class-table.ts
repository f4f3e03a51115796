const FIRST_SLOTS = 1 << 12;
/** 32,768 classes in 0.8 MB: a log that has more of them at a time is learned again and again, and says so. */
const MOST_SLOTS = 1 << 16;

/**
 * Classes by the two 32-bit lanes of their hash: open addressing, three numbers a slot (lane, lane, class + 1). Only a memory of what
 * learning a line answers, so it may be emptied at any time.
 */
export interface ClassTable {
  slots: Int32Array;
  size: number;
}

export function classTable(): ClassTable {
  return { slots: new Int32Array(FIRST_SLOTS * 3), size: 0 };
}

function placeOf(slots: Int32Array, low: number, high: number): number {
  const mask = slots.length / 3 - 1;
  let slot = (low ^ (high >>> 13) ^ (low >>> 17)) & mask;
  while (slots[slot * 3 + 2] !== 0 && (slots[slot * 3] !== low || slots[slot * 3 + 1] !== high))
    slot = (slot + 1) & mask;
  return slot * 3;
}

/** The class of a hash, or -1. */
export function findClass({ slots }: ClassTable, low: number, high: number): number {
  const mask = slots.length / 3 - 1;
  let slot = (low ^ (high >>> 13) ^ (low >>> 17)) & mask;
  for (;;) {
    const value = slots[slot * 3 + 2] as number;
    if (value === 0 || (slots[slot * 3] === low && slots[slot * 3 + 1] === high)) return value - 1;
    slot = (slot + 1) & mask;
  }
}

export function isFull(table: ClassTable): boolean {
  return table.slots.length / 3 === MOST_SLOTS && table.size * 2 >= MOST_SLOTS;
}

export function emptyClasses(table: ClassTable): void {
  table.slots.fill(0);
  table.size = 0;
}

export function rememberClass(table: ClassTable, low: number, high: number, value: number): void {
  if (table.size * 6 >= table.slots.length) grow(table);
  const at = placeOf(table.slots, low, high);
  if (table.slots[at + 2] === 0) table.size += 1;
  table.slots[at] = low;
  table.slots[at + 1] = high;
  table.slots[at + 2] = value + 1;
}

function grow(table: ClassTable): void {
  const old = table.slots;
  table.slots = new Int32Array(old.length * 2);
  for (let at = 0; at < old.length; at += 3) {
    if (old[at + 2] === 0) continue;
    table.slots.set(old.subarray(at, at + 3), placeOf(table.slots, old[at] as number, old[at + 1] as number));
  }
}
