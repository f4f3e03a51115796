export const OTHER = 0;
export const LETTER = 1;
export const DIGIT = 2;
const COLON = 58;
const FULL_STOP = 46;

export const KIND = new Uint8Array(256);
/** For two bytes at once: bit 1 both are letters, bit 2 both belong to a word. */
export const PAIR = new Uint8Array(65_536);
/** What a path may stand behind, and what ends one. The same sets as in canonical.ts. */
export const BEFORE_PATH = new Uint8Array(256);
const AFTER_PATH = new Uint8Array(256);

for (let byte = 0; byte < 256; byte += 1) {
  const isLetter = (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte >= 128;
  KIND[byte] = isLetter ? LETTER : byte >= 48 && byte <= 57 ? DIGIT : OTHER;
}
for (let pair = 0; pair < 65_536; pair += 1) {
  const one = KIND[pair & 255];
  const other = KIND[pair >> 8];
  PAIR[pair] = (one === LETTER && other === LETTER ? 1 : 0) | (one !== OTHER && other !== OTHER ? 2 : 0);
}
for (const letter of ' \t\n\r\f\v="\'([{<:,|`') BEFORE_PATH[letter.charCodeAt(0)] = 1;
for (const letter of ' \t\n\r\f\v"\'()[]{}<>;,|') AFTER_PATH[letter.charCodeAt(0)] = 1;

/** A full stop or colon belongs to a path only inside it. */
export function pathEnd(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    const byte = bytes[at] as number;
    if (AFTER_PATH[byte] === 1) return at;
    if ((byte === COLON || byte === FULL_STOP) && AFTER_PATH[bytes[at + 1] as number] === 1) return at;
  }
}
