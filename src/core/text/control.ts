/**
 * Whole escape sequences: system commands and device strings with their text (only the opening where the end is missing, so that
 * nothing can hide the rest of a line), then control sequences, then the short escapes.
 */
const ESCAPE_SEQUENCES =
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])(?:[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c))?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

/** What is left of C0 (all but tab and new line), DEL and C1, and the marks that turn the direction of what follows. */
const CONTROL_CHARACTERS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const ANY = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * Makes text from outside harmless for a terminal: no cursor movement, no colour, no title, no reversed reading direction.
 * Tab and new line stay; a carriage return becomes a new line before one and a space elsewhere.
 */
export function stripControl(text: string): string {
  if (!ANY.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', ' ')
    .replace(ESCAPE_SEQUENCES, '')
    .replace(CONTROL_CHARACTERS, '');
}

/** The same on one line: line breaks and tabs become spaces. */
export function oneLine(text: string): string {
  return stripControl(text).replaceAll(/[\n\t]+/g, ' ');
}
