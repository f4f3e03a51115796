import { helpParts, keyNames } from './help.ts';

/** The keys as Markdown, for docs/dashboard.md: a test compares them, so that the page cannot fall behind. */
export function keyTable(): string {
  return helpParts()
    .map(({ title, bindings }) => {
      const rows = bindings.map((binding) => {
        const cells = keyNames(binding)
          .split(' ')
          .map((key) => `\`${key.replaceAll('|', '\\|')}\``);
        return `| ${cells.join(' ')} | ${binding.help} |`;
      });
      return [`**${title}**`, '', '| key | what it does |', '|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}
