export const SEED_LOW = 0x811c9dc5 | 0;
export const SEED_HIGH = 0x2545f491;
export const LINE_FEED = 10;

/** What hashing a line found; one object for all lines, for an object a line costs more than its hash. */
export const hashed = { low: 0, high: 0, end: 0 };
