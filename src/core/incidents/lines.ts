/** The lines of a text, each with what ends it, so that joined again they are the text byte for byte. Only a new line ends a line. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A line without what ends it. */
export function contentOf(line: string): string {
  return line.replace(/\r?\n$/, '');
}

/** How the text ends its lines. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}
