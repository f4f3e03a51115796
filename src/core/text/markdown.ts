import { oneLine, stripControl } from './control.ts';

const SPECIAL = /[\\`*_[\]<>|~#&!$]/g;
const STARTS_A_BLOCK = /^(\s*)([-+=]|\d+(?=[.)]))/;

/** Text as plain words inside a Markdown paragraph, list item or table cell: nothing in it formats, links or breaks out. One line. */
export function markdownSafe(text: string): string {
  return oneLine(text).trim().replace(SPECIAL, '\\$&').replace(STARTS_A_BLOCK, escapeStart);
}

/** `1.` begins a list by its full stop, `-` by itself. */
function escapeStart(_match: string, space: string, start: string): string {
  return /\d/.test(start) ? `${space}${start}\\` : `${space}\\${start}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** A fenced block whose fence is longer than any run of backticks in the text, so that no line of it can close the block. */
export function fence(text: string, language = ''): string {
  const clean = stripControl(text).replace(/\n+$/, '');
  const mark = '`'.repeat(Math.max(3, longestRun(clean) + 1));
  return `${mark}${language}\n${clean}\n${mark}`;
}

/**
 * Text as code inside a line.
 * @param inCell inside a table's cell a bar would end it; elsewhere its escape would be seen, and copied
 */
export function inlineCode(text: string, inCell = true): string {
  const line = oneLine(text).trim();
  const clean = inCell ? line.replaceAll('|', '\\|') : line;
  if (clean === '') return '';
  const mark = '`'.repeat(longestRun(clean) + 1);
  const space = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${mark}${space}${clean}${space}${mark}`;
}
