const MARK = ' …';

/**
 * The beginning of a text, as much as a service takes, and a mark that there was more. No character is cut in two. `sizeOf` is what one
 * character takes by the service's own measure: UTF-16 units, bytes, or what it becomes when it is escaped.
 */
export function cut(
  text: string,
  limit: number,
  sizeOf: (character: string) => number = (character) => character.length,
): string {
  const markSize = [...MARK].reduce((sum, character) => sum + sizeOf(character), 0);
  let size = 0;
  let end = 0;
  /** Where to cut should the text turn out too long. */
  let last = 0;
  for (const character of text) {
    size += sizeOf(character);
    if (size > limit) return `${text.slice(0, last).trimEnd()}${MARK}`;
    end += character.length;
    if (size + markSize <= limit) last = end;
  }
  return text;
}
