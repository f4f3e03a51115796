/** Only what there is: nobody reads `0 units`. */
export function listed(parts: readonly (readonly [value: number, text: string])[]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([, text]) => text)
    .join(', ');
}

/** What stands in a shell for a name that came from outside; null where no quotes would make it safe to copy. */
function shellWord(name: string): string | null {
  if (/^[\w./:@][\w./:@-]*$/.test(name)) return name;
  return /^-|['`\\\p{C}]/u.test(name) ? null : `'${name}'`;
}

/** A command in backticks with a name behind it; without the name where nobody should copy that into a shell. */
export function command(words: string, name: string | null, after = ''): string {
  const word = name === null ? null : shellWord(name);
  return `\`${words}${word === null ? '' : ` ${word}`}${after}\``;
}

/** The command that finds what fills a file system. */
export function biggest(mount: string | null, options: string): string {
  return command(`du -x${options}`, mount, ' | sort -h | tail');
}
