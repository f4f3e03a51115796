import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** The values of one series in order of time; null where there was none. */
export type Column = (number | null)[];

const RAW_FLOATS = 255;
/** Flags of the first byte beside the number of decimals (0 to 9) in its low four bits. */
const SECOND_DIFFERENCES = 0x10;
const HAS_GAPS = 0x20;
const DEFLATED = 0x40;
const MOST_DECIMALS = 9;
/** Differences are doubled for their sign, and second differences are up to four times a value: all stay below 2^53. */
const LARGEST = 2 ** 50;

/** The fewest decimals that hold every value exactly, or null where only floating point does. */
function decimalsOf(values: readonly number[]): number | null {
  let decimals = 0;
  for (const value of values) {
    if (Object.is(value, -0)) return null;
    while (!fits(value, decimals)) if (++decimals > MOST_DECIMALS) return null;
  }
  // More decimals for one value may be too many digits for another.
  return values.every((value) => fits(value, decimals)) ? decimals : null;
}

function fits(value: number, decimals: number): boolean {
  const scaled = Math.round(value * 10 ** decimals);
  return Math.abs(scaled) < LARGEST && scaled / 10 ** decimals === value;
}

/** Whole numbers, small ones of either sign in one byte: seven bits a byte, the sign in the lowest bit. */
function packNumbers(numbers: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number < 0 ? -2 * number - 1 : 2 * number;
    while (rest >= 0x80) {
      bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    bytes.push(rest);
  }
  return Buffer.from(bytes);
}

function unpackNumbers(bytes: Buffer, count: number): number[] {
  const numbers: number[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the column ends too early');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    numbers.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
  }
  return numbers;
}

function differences(values: readonly number[]): number[] {
  return values.map((value, index) => value - (values[index - 1] ?? 0));
}

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

function gapBits(column: Column): Buffer {
  const bits = Buffer.alloc(Math.ceil(column.length / 8));
  column.forEach((value, index) => {
    if (value !== null) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bits;
}

/** A smooth series takes little over one byte a value, a constant one nearly nothing. Every value comes back exactly. */
export function encodeColumn(column: Column): Buffer {
  const values = column.filter((value) => value !== null);
  const gaps = values.length < column.length ? HAS_GAPS : 0;
  const bits = gaps === 0 ? Buffer.alloc(0) : gapBits(column);
  const decimals = decimalsOf(values);
  if (decimals === null) return Buffer.concat([Buffer.from([RAW_FLOATS]), gapBits(column), floats(values)]);
  const scaled = values.map((value) => Math.round(value * 10 ** decimals));
  const first = differences(scaled);
  const candidates = [
    { flags: 0, bytes: packNumbers(first) },
    { flags: SECOND_DIFFERENCES, bytes: packNumbers(differences(first)) },
  ].flatMap(({ flags, bytes }) => {
    const payload = Buffer.concat([bits, bytes]);
    return [
      { flags, bytes: payload },
      { flags: flags | DEFLATED, bytes: deflateRawSync(payload, { level: 9 }) },
    ];
  });
  const best = candidates.reduce((one, other) => (other.bytes.length < one.bytes.length ? other : one));
  return Buffer.concat([Buffer.from([decimals | gaps | best.flags]), best.bytes]);
}

function floats(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => {
    bytes.writeDoubleLE(value, index * 8);
  });
  return bytes;
}

export function decodeColumn(bytes: Buffer, count: number): Column {
  const flags = bytes[0] ?? 0;
  const gapBytes = Math.ceil(count / 8);
  if (flags === RAW_FLOATS) {
    const data = bytes.subarray(1 + gapBytes);
    return spread(bytes.subarray(1, 1 + gapBytes), count, (index) => data.readDoubleLE(index * 8));
  }
  const packed = bytes.subarray(1);
  const payload = (flags & DEFLATED) === 0 ? packed : inflateRawSync(packed);
  const gaps = (flags & HAS_GAPS) === 0 ? null : payload.subarray(0, gapBytes);
  const present = gaps === null ? count : countBits(gaps);
  const numbers = unpackNumbers(payload.subarray(gaps === null ? 0 : gapBytes), present);
  const scaled = sums((flags & SECOND_DIFFERENCES) === 0 ? numbers : sums(numbers));
  const factor = 10 ** (flags & 0x0f);
  return spread(gaps, count, (index) => (scaled[index] ?? 0) / factor);
}

function countBits(bits: Buffer): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function spread(gaps: Buffer | null, count: number, valueAt: (index: number) => number): Column {
  const column: Column = [];
  let next = 0;
  for (let index = 0; index < count; index += 1) {
    const present = gaps === null || ((gaps[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
    column.push(present ? valueAt(next++) : null);
  }
  return column;
}
