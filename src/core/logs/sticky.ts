const SPACES = /[\s|,;]*/y;

/** Matches a sticky expression at a place. */
export function matchAt(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

/** Where the next column begins. */
export function skipSpaces(line: string, at: number): number {
  return at + (matchAt(SPACES, line, at)?.[0].length ?? 0);
}
