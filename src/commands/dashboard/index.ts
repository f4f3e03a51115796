import type { CommandSpec, Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption } from '../options.ts';
import type { CommandEntry } from './state/model.ts';
import type { ThemeName } from './view/theme.ts';

const THEME_NAMES = ['default', 'safe', 'light', 'mono'] as const;

export const run: Run = async (input) => {
  const at = input.open();
  const ascii = flag(input, 'ascii');
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb';
  prepareInk();
  if (flag(input, 'once') || input.json || !isTerminal) {
    const { once } = await import('./once.ts');
    const width = numberOption(input, 'width', { min: 20, max: 1_000, integer: true });
    return once(at, {
      width: width ?? (process.stdout.columns || 80),
      theme: input.color ? themeOf(input) : 'plain',
      ascii,
    });
  }
  const { runDashboard } = await import('./session.ts');
  const readOnly = flag(input, 'readOnly');
  await runDashboard(at, { theme: themeOf(input), ascii, readOnly, commands: await commandEntries() });
  return null;
};

/** NO_COLOR takes the colours, not the weight and the inversion. */
function themeOf(input: Input): ThemeName {
  const noColor = (process.env.NO_COLOR ?? '') !== '' || input.options.color === false;
  return noColor ? 'mono' : (choiceOption(input, 'theme', THEME_NAMES) ?? 'default');
}

/** Ink looks for developer tools where DEV is set, which many shells set for reasons of their own. */
function prepareInk(): void {
  if (process.env.DEV === 'true') delete process.env.DEV;
}

async function commandEntries(): Promise<CommandEntry[]> {
  const { commands } = await import('../table.ts');
  return commands.filter((spec) => spec.hidden !== true).map(entryOf);
}

export function entryOf(spec: CommandSpec): CommandEntry {
  const notations = (spec.arguments ?? []).map(([notation]) => notation);
  return {
    path: spec.path,
    summary: spec.summary,
    needsArguments: notations.some((notation) => notation.startsWith('<')),
    usage: notations.join(' '),
    unbounded: spec.unbounded === true,
    asks: (spec.options ?? []).some(([flags]) => flags.includes('--yes')),
  };
}
