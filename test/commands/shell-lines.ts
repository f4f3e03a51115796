/** A word as a shell takes it: quotes join, and everything in `$( )` is one. */
const WORD = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\$\([^)]*\)|\\.|[^\s"'|&;<>()\\])+|\|\|?|&&|;|>>?|<|[()]/g;
const SEPARATORS = new Set(['|', '||', '&&', ';', '(', ')']);

function unquoted(word: string): string {
  return word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, plain) =>
    String(double ?? single ?? plain ?? ''),
  );
}

/** The words behind `ops` of every command of a line of shell that is ours: `x | npx ops alerts raise - # so` gives `alerts raise -`. */
export function opsCommands(line: string): string[][] {
  const inner = [...line.matchAll(/\$\((ops [^)]*)\)/g)].flatMap(([, text = '']) => opsCommands(text));
  const commands: string[][] = [[]];
  let isTarget = false;
  for (const [word] of line.replace(/(^|\s)#.*/, '').matchAll(WORD)) {
    if (SEPARATORS.has(word)) commands.push([]);
    else if (/^[<>]/.test(word)) isTarget = true;
    else if (isTarget) isTarget = false;
    else commands.at(-1)?.push(unquoted(word));
  }
  const ours = commands.flatMap((words) => {
    const at = words.indexOf('ops');
    return at >= 0 && words.slice(0, at).every((word) => /^(?:npx|sudo|if|then|while|until|do|!|\$|\w+=.*)$/.test(word))
      ? [words.slice(at + 1)]
      : [];
  });
  return [...ours, ...inner];
}

/** The lines of a page's blocks in a language, without one of lists of commands; a line that ends with \ goes on in the next. */
export function blockLines(page: string, languages: readonly string[]): string[] {
  const blocks = [...page.matchAll(/```(\w*)\n(.*?)```/gs)].filter(([, language = '']) => languages.includes(language));
  return blocks.flatMap(([, , text = '']) => text.replaceAll('\\\n', ' ').split('\n'));
}
