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

type TimeUnit = 'day' | 'hour' | 'minute' | 'second';

/** A length of time in its two largest units that are not zero. */
export function twoUnits(seconds: number, write: (value: number, unit: TimeUnit) => string): string {
  // From ten minutes on nobody asks for seconds.
  const whole = Math.max(0, seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60);
  const units: [number, TimeUnit][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3_600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const first = units.findIndex(([value]) => value > 0);
  if (first === -1) return write(0, 'second');
  const parts = units.slice(first, first + 2).filter(([value]) => value > 0);
  return parts.map(([value, unit]) => write(value, unit)).join(' ');
}
