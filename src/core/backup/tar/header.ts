/** One block of a tar archive; headers take one, contents are filled up to whole ones. */
export const BLOCK_BYTES = 512;

/** What this program writes and reads of a header: POSIX ustar, with pax records for names that do not fit. */
export interface TarHeader {
  name: string;
  /** Permission bits. */
  mode: number;
  bytes: number;
  /** Whole seconds since 1970. */
  modifiedSeconds: number;
  /** `0` a file, `5` a folder, `x` pax records for the next entry, `g` pax records for all that follow; others are links and devices. */
  type: string;
}

/** The archive breaks off, or a header's checksum is wrong. */
export class DamagedArchive extends Error {}

const NAME = { offset: 0, length: 100 };
const MODE = { offset: 100, length: 8 };
const SIZE = { offset: 124, length: 12 };
const MODIFIED = { offset: 136, length: 12 };
const CHECKSUM = { offset: 148, length: 8 };
const TYPE_OFFSET = 156;
const MAGIC_OFFSET = 257;
const PREFIX = { offset: 345, length: 155 };

const LARGEST_OCTAL = 0o77777777777;

interface Field {
  offset: number;
  length: number;
}

function writeOctal(block: Buffer, field: Field, value: number): void {
  block.write(`${value.toString(8).padStart(field.length - 1, '0')}\0`, field.offset, 'latin1');
}

function checksumOf(block: Buffer): number {
  let sum = 0;
  for (let index = 0; index < BLOCK_BYTES; index += 1) {
    const inChecksum = index >= CHECKSUM.offset && index < CHECKSUM.offset + CHECKSUM.length;
    sum += inChecksum ? 0x20 : (block[index] ?? 0);
  }
  return sum;
}

/** Where a name divides into ustar's prefix and name; null where it does not fit and needs a pax record. */
function divide(name: string): { prefix: string; rest: string } | null {
  if (!/^[\x20-\x7e]+$/.test(name)) return null;
  if (name.length <= NAME.length) return { prefix: '', rest: name };
  const slash = name.indexOf('/', name.length - NAME.length - 1);
  if (slash <= 0 || slash > PREFIX.length) return null;
  return { prefix: name.slice(0, slash), rest: name.slice(slash + 1) };
}

function headerBlock(header: TarHeader, place: { prefix: string; rest: string }): Buffer {
  if (header.bytes > LARGEST_OCTAL) throw new RangeError(`${header.name} is too large for a tar archive`);
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(place.rest, NAME.offset, NAME.length, 'latin1');
  writeOctal(block, MODE, header.mode & 0o7777);
  writeOctal(block, { offset: 108, length: 8 }, 0);
  writeOctal(block, { offset: 116, length: 8 }, 0);
  writeOctal(block, SIZE, header.bytes);
  writeOctal(block, MODIFIED, Math.min(LARGEST_OCTAL, Math.max(0, Math.floor(header.modifiedSeconds))));
  block.write(header.type, TYPE_OFFSET, 'latin1');
  block.write('ustar\u000000', MAGIC_OFFSET, 'latin1');
  block.write(place.prefix, PREFIX.offset, PREFIX.length, 'latin1');
  block.write(`${checksumOf(block).toString(8).padStart(6, '0')}\0 `, CHECKSUM.offset, 'latin1');
  return block;
}

/** The length of a pax record counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length !== String(rest).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

export function padding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** The blocks before an entry's content: its header, and before that its name where no header can hold it. */
export function encodeHeader(header: TarHeader): Buffer {
  const place = divide(header.name);
  if (place !== null) return headerBlock(header, place);
  const record = paxRecord('path', header.name);
  const pax = { ...header, type: 'x', bytes: record.length };
  const paxHeader = headerBlock(pax, { prefix: '', rest: 'pax-path' });
  const own = headerBlock(header, { prefix: '', rest: 'see-pax-path' });
  return Buffer.concat([paxHeader, record, padding(record.length), own]);
}

function readText(block: Buffer, field: Field): string {
  const bytes = block.subarray(field.offset, field.offset + field.length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

function readOctal(block: Buffer, field: Field): number {
  const text = readText(block, field).trim();
  if (text === '') return 0;
  if (!/^[0-7]+$/.test(text)) throw new DamagedArchive('a header holds a number that is none');
  return Number.parseInt(text, 8);
}

/** Reads one header; null for the block of zeros at the end. @throws DamagedArchive */
export function decodeHeader(block: Buffer): TarHeader | null {
  if (block.every((byte) => byte === 0)) return null;
  if (readOctal(block, CHECKSUM) !== checksumOf(block)) throw new DamagedArchive("a header's checksum is wrong");
  const isUstar = block.toString('latin1', MAGIC_OFFSET, MAGIC_OFFSET + 5) === 'ustar';
  const prefix = isUstar ? readText(block, PREFIX) : '';
  const rest = readText(block, NAME);
  const type = String.fromCharCode(block[TYPE_OFFSET] ?? 0);
  return {
    name: prefix === '' ? rest : `${prefix}/${rest}`,
    mode: readOctal(block, MODE),
    bytes: readOctal(block, SIZE),
    modifiedSeconds: readOctal(block, MODIFIED),
    type: type === '\0' ? '0' : type,
  };
}

/** The records of a pax entry. @throws DamagedArchive */
export function decodePax(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let offset = 0; offset < content.length; ) {
    const blank = content.indexOf(0x20, offset);
    const length = blank === -1 ? Number.NaN : Number(content.toString('latin1', offset, blank));
    const end = offset + length;
    if (!Number.isInteger(length) || length <= blank - offset || end > content.length || content[end - 1] !== 0x0a)
      throw new DamagedArchive('a pax record is damaged');
    const text = content.toString('utf8', blank + 1, end - 1);
    const equals = text.indexOf('=');
    if (equals <= 0) throw new DamagedArchive('a pax record is damaged');
    records.set(text.slice(0, equals), text.slice(equals + 1));
    offset = end;
  }
  return records;
}
