import { helpLines } from './help.ts';

/** The keys as Markdown, for docs/dashboard.md: a test compares them, so that the page cannot fall behind. */
export function keyTable(): string {
  return helpLines()
    .map(({ keys, text }) => {
      if (keys === undefined) return text === '' ? '' : `**${text}**\n\n| key | what it does |\n|---|---|`;
      const cells = keys.split(' ').map((key) => `\`${key.replaceAll('|', '\\|')}\``);
      return `| ${cells.join(' ')} | ${text} |`;
    })
    .join('\n');
}
