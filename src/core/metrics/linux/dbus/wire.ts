/**
 * The D-Bus wire format, as far as a few questions to systemd need it: little-endian, protocol version 1.
 * Source: https://dbus.freedesktop.org/doc/dbus-specification.html
 */
export type Value = string | number | bigint | boolean | Value[];

interface Writer {
  bytes: number[];
}

function align(writer: Writer, to: number): void {
  while (writer.bytes.length % to !== 0) writer.bytes.push(0);
}

function putNumber(writer: Writer, value: number): void {
  align(writer, 4);
  writer.bytes.push(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff);
}

function putText(writer: Writer, text: string): void {
  const bytes = Buffer.from(text);
  putNumber(writer, bytes.length);
  writer.bytes.push(...bytes, 0);
}

function putSignature(writer: Writer, signature: string): void {
  writer.bytes.push(signature.length, ...Buffer.from(signature), 0);
}

/** A text, or a list of texts: no question needs more. */
export type Argument = string | readonly string[];

function putArguments(values: readonly Argument[]): { signature: string; body: Buffer } {
  const writer: Writer = { bytes: [] };
  let signature = '';
  for (const value of values) {
    if (typeof value === 'string') {
      signature += 's';
      putText(writer, value);
      continue;
    }
    signature += 'as';
    const list: Writer = { bytes: [] };
    for (const text of value) putText(list, text);
    putNumber(writer, list.bytes.length);
    writer.bytes.push(...list.bytes);
  }
  return { signature, body: Buffer.from(writer.bytes) };
}

export interface Call {
  destination: string;
  path: string;
  interface: string;
  member: string;
  arguments: readonly Argument[];
}

const METHOD_CALL = 1;

export function encodeCall(serial: number, call: Call): Buffer {
  const { signature, body } = putArguments(call.arguments);
  const fields: (readonly [code: number, type: string, value: string])[] = [
    [1, 'o', call.path],
    [2, 's', call.interface],
    [3, 's', call.member],
    [6, 's', call.destination],
    ...(signature === '' ? [] : [[8, 'g', signature] as const]),
  ];
  const list: Writer = { bytes: [] };
  for (const [code, type, value] of fields) {
    align(list, 8);
    list.bytes.push(code);
    putSignature(list, type);
    if (type === 'g') putSignature(list, value);
    else putText(list, value);
  }
  const writer: Writer = { bytes: ['l'.charCodeAt(0), METHOD_CALL, 0, 1] };
  putNumber(writer, body.length);
  putNumber(writer, serial);
  putNumber(writer, list.bytes.length);
  writer.bytes.push(...list.bytes);
  align(writer, 8);
  return Buffer.concat([Buffer.from(writer.bytes), body]);
}

interface Reader {
  bytes: Buffer;
  at: number;
}

function skipTo(reader: Reader, boundary: number): void {
  reader.at = Math.ceil(reader.at / boundary) * boundary;
}

/** The end of the single complete type that begins at `at`. */
function typeEnd(signature: string, at: number): number {
  const first = signature[at];
  if (first === 'a') return typeEnd(signature, at + 1);
  if (first !== '(' && first !== '{') return at + 1;
  let end = at + 1;
  while (signature[end] !== ')' && signature[end] !== '}') {
    if (end >= signature.length) throw new Error('the signature is broken');
    end = typeEnd(signature, end);
  }
  return end + 1;
}

const ALIGNMENT: Readonly<Record<string, number>> = {
  n: 2,
  q: 2,
  b: 4,
  i: 4,
  u: 4,
  s: 4,
  o: 4,
  a: 4,
  h: 4,
  x: 8,
  t: 8,
  d: 8,
  '(': 8,
  '{': 8,
};

const FIXED: Readonly<Record<string, readonly [bytes: number, read: (bytes: Buffer, at: number) => Value]>> = {
  y: [1, (bytes, at) => bytes.readUInt8(at)],
  b: [4, (bytes, at) => bytes.readUInt32LE(at) !== 0],
  n: [2, (bytes, at) => bytes.readInt16LE(at)],
  q: [2, (bytes, at) => bytes.readUInt16LE(at)],
  i: [4, (bytes, at) => bytes.readInt32LE(at)],
  u: [4, (bytes, at) => bytes.readUInt32LE(at)],
  h: [4, (bytes, at) => bytes.readUInt32LE(at)],
  x: [8, (bytes, at) => bytes.readBigInt64LE(at)],
  t: [8, (bytes, at) => bytes.readBigUInt64LE(at)],
  d: [8, (bytes, at) => bytes.readDoubleLE(at)],
};

function getText(reader: Reader, length: number): string {
  const text = reader.bytes.toString('utf8', reader.at, reader.at + length);
  reader.at += length + 1;
  return text;
}

function getValue(reader: Reader, type: string): Value {
  const first = type[0] ?? '';
  skipTo(reader, ALIGNMENT[first] ?? 1);
  const fixed = FIXED[first];
  if (fixed !== undefined) {
    const value = fixed[1](reader.bytes, reader.at);
    reader.at += fixed[0];
    return value;
  }
  if (first === 's' || first === 'o') return getText(reader, getValue(reader, 'u') as number);
  if (first === 'g') return getText(reader, getValue(reader, 'y') as number);
  if (first === 'v') return getValue(reader, getValue(reader, 'g') as string);
  if (first === '(' || first === '{') return getValues(reader, type.slice(1, -1));
  if (first === 'a') return getList(reader, type.slice(1));
  throw new Error(`the type ${type} is not known`);
}

function getList(reader: Reader, type: string): Value[] {
  const length = getValue(reader, 'u') as number;
  skipTo(reader, ALIGNMENT[type[0] ?? ''] ?? 1);
  const end = reader.at + length;
  if (end > reader.bytes.length) throw new Error('a list is longer than its message');
  const values: Value[] = [];
  while (reader.at < end) values.push(getValue(reader, type));
  return values;
}

function getValues(reader: Reader, signature: string): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = typeEnd(signature, at);
    values.push(getValue(reader, signature.slice(at, end)));
    at = end;
  }
  return values;
}

export interface Message {
  kind: 'call' | 'return' | 'error' | 'signal';
  replyTo: number | null;
  errorName: string | null;
  values: Value[];
}

const KINDS = ['call', 'return', 'error', 'signal'] as const;
const FIXED_HEADER = 16;
/** systemd's answers are some kilobytes; a length beyond this is no D-Bus at all. */
const MOST_BYTES = 8 * 1_024 * 1_024;

/** Takes the first whole message from what has arrived; null while it is not whole. */
export function decodeMessage(arrived: Buffer): { message: Message; length: number } | null {
  if (arrived.length < FIXED_HEADER) return null;
  if (arrived[0] !== 'l'.charCodeAt(0)) throw new Error('the answer is not little-endian D-Bus');
  const bodyLength = arrived.readUInt32LE(4);
  const bodyStart = Math.ceil((FIXED_HEADER + arrived.readUInt32LE(12)) / 8) * 8;
  const length = bodyStart + bodyLength;
  if (length > MOST_BYTES) throw new Error('the answer is too long');
  if (arrived.length < length) return null;
  const fields = getList({ bytes: arrived.subarray(0, bodyStart), at: 12 }, '(yv)') as [number, Value][];
  const field = (code: number) => fields.find(([each]) => each === code)?.[1];
  const signature = field(8);
  const body: Reader = { bytes: Buffer.from(arrived.subarray(bodyStart, length)), at: 0 };
  const replyTo = field(5);
  const errorName = field(4);
  const message: Message = {
    kind: KINDS[(arrived[1] ?? 0) - 1] ?? 'signal',
    replyTo: typeof replyTo === 'number' ? replyTo : null,
    errorName: typeof errorName === 'string' ? errorName : null,
    values: typeof signature === 'string' ? getValues(body, signature) : [],
  };
  return { message, length };
}
