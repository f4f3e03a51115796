const ESCAPE = '\u001b';
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]?)?/g;

/** A line whose colours are blanks, as many as they were characters: places in it stay right, and words are words. */
export function blankColors(line: string): string {
  return line.includes(ESCAPE) ? line.replace(SEQUENCE, (sequence) => ' '.repeat(sequence.length)) : line;
}
