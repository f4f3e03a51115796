const ASCII = /^[ -~]*$/;
/** Marks that stand over the character before them, and joiners; the vowels and endings of Korean that was taken apart. */
const NO_CELL = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
const PICTURE = /\p{Emoji_Presentation}/u;

/** East Asian wide characters. The dashboard asks a library, which takes longer to load than a whole list to print. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

function cellsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (NO_CELL.test(character)) return 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) || PICTURE.test(character) ? 2 : 1;
}

/** The cells that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += cellsOf(character);
  return sum;
}

/** The longest beginning of at most `width` cells. */
function beginning(characters: readonly string[], width: number): string[] {
  let used = 0;
  const over = characters.findIndex((character) => {
    used += cellsOf(character);
    return used > width;
  });
  return characters.slice(0, over === -1 ? characters.length : over);
}

/** Cut to `width` cells: of several words the beginning is kept; of one, such as a path or a key, its end too, which tells it from others. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text];
  const tail = text.includes(' ') ? 0 : Math.floor((width - 1) / 2);
  const end = beginning(characters.toReversed(), tail).reverse().join('');
  return `${beginning(characters, width - 1 - tail)
    .join('')
    .trimEnd()}…${end}`;
}
