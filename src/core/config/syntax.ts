/** Offsets into the text, in UTF-16 units. */
export interface Place {
  key: number;
  value: number;
  /** Behind the value; of JSON alone. */
  end?: number;
}

/** What can be said of a file's text before anyone asks whether it is a configuration. */
export interface Syntax {
  /** By pathKey. */
  places: Map<string, Place>;
  /** Keys that stand twice in their group. */
  repeated: PropertyKey[][];
  /** Why the text cannot be read at all. */
  fault: { offset: number; text: string } | null;
}

export function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path);
}

/** Line and column from 1, as editors count them. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
