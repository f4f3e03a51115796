/** What a text means; a theme says how that looks. */
export type Tone =
  | 'plain'
  | 'strong'
  | 'quiet'
  | 'good'
  | 'bad'
  | 'warn'
  | 'need'
  | 'info'
  | 'selected'
  | 'heading'
  | 'match';

export const SYMBOLS = {
  pointer: '▸',
  mark: '•',
  changed: '◆',
  quiet: '◇',
  live: '●',
  stale: '○',
  dash: '—',
  rule: '─',
  dot: '·',
  more: '…',
  down: '↓',
  up: '↑',
} as const;

/** From the least to the most. */
export const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

const ASCII: Readonly<Record<string, string>> = {
  ...{
    '▸': '>',
    '•': '*',
    '◆': '#',
    '◇': '%',
    '●': '@',
    '○': 'o',
    '—': '-',
    '─': '-',
    '·': '|',
    '…': '~',
    '↓': 'v',
    '↑': '^',
  },
  ...{ '⟩': '>', '⟨': '<', '│': '|', '┌': '+', '┐': '+', '└': '+', '┘': '+', '↵': '<', '⇥': '>' },
  ...{ '▁': '.', '▂': ':', '▃': '-', '▄': '=', '▅': '+', '▆': '*', '▇': '#', '█': '#' },
};
const DRAWN = new RegExp(`[${Object.keys(ASCII).join('')}]`, 'g');

/** The same screen for a terminal that can draw none of this: each sign becomes one of ASCII, so that nothing moves. */
export function toAscii(frame: string): string {
  return frame.replace(DRAWN, (sign) => ASCII[sign] ?? '?');
}

/** SGR parameters of each tone. `mono` is for NO_COLOR: it has weight and inversion, no colour. */
export const THEMES = {
  // The sixteen colours of the user's own palette, so that light and dark terminals both stay readable.
  default: {
    plain: '',
    strong: '1',
    quiet: '2',
    good: '32',
    bad: '1;31',
    warn: '33',
    need: '1;35',
    info: '36',
    selected: '7',
    heading: '1',
    match: '1;4',
  },
  // Blue against orange: told apart with red-green and with blue-yellow blindness. Needs 256 colours.
  safe: {
    plain: '',
    strong: '1',
    quiet: '2',
    good: '38;5;33',
    bad: '1;38;5;202',
    warn: '38;5;214',
    need: '1;4;38;5;202',
    info: '38;5;37',
    selected: '7',
    heading: '1',
    match: '1;4',
  },
  // Yellow and cyan vanish on white.
  light: {
    plain: '',
    strong: '1',
    quiet: '2',
    good: '32',
    bad: '1;31',
    warn: '35',
    need: '1;34',
    info: '34',
    selected: '7',
    heading: '1',
    match: '1;4',
  },
  mono: {
    plain: '',
    strong: '1',
    quiet: '2',
    good: '',
    bad: '1',
    warn: '',
    need: '1',
    info: '',
    selected: '7',
    heading: '1',
    match: '1;4',
  },
  plain: {
    plain: '',
    strong: '',
    quiet: '',
    good: '',
    bad: '',
    warn: '',
    need: '',
    info: '',
    selected: '',
    heading: '',
    match: '',
  },
} as const satisfies Record<string, Record<Tone, string>>;

export type ThemeName = keyof typeof THEMES;

export type Paint = (tone: Tone, text: string) => string;

export function paintOf(theme: ThemeName): Paint {
  const tones: Readonly<Record<Tone, string>> = THEMES[theme];
  return (tone, text) => (tones[tone] === '' || text === '' ? text : `\u001b[${tones[tone]}m${text}\u001b[0m`);
}

/** Bars of a session's CPU: full is what it used most, but a hundredth of a core is not drawn as a mountain. */
export function cpuBars(values: readonly (number | null)[]): string {
  return sparkline(values, { high: Math.max(5, ...values.map((value) => value ?? 0)) });
}

/** A line of bars, one a value; a value that is missing is a space. Scaled from `low` to the greatest. */
export function sparkline(values: readonly (number | null)[], range: { low?: number; high?: number } = {}): string {
  const known = values.filter((value) => value !== null);
  const low = range.low ?? 0;
  const high = range.high ?? Math.max(...known, low);
  const top = BARS.length - 1;
  return values
    .map((value) => {
      if (value === null) return ' ';
      const level = high <= low ? 0 : Math.round(((value - low) / (high - low)) * top);
      return BARS[Math.min(top, Math.max(0, level))];
    })
    .join('');
}
