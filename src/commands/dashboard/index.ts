import type { CommandSpec, Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption } from '../options.ts';
import type { CommandEntry } from './state/model.ts';
import type { ThemeName } from './view/theme.ts';

const THEME_NAMES = ['default', 'safe', 'light', 'mono'] as const;
const WIDTH_WITHOUT_TERMINAL = 80;

/** `commands`: what the palette offers. */
export function dashboardRun(commands: readonly CommandSpec[]): Run {
  return async (input) => {
    const width = numberOption(input, 'width', { min: 20, max: 1_000, integer: true });
    const theme = themeOf(input);
    const at = input.open();
    const ascii = flag(input, 'ascii');
    prepareInk();
    if (flag(input, 'once') || input.json || !isInteractive()) {
      const { once } = await import('./once.ts');
      const columns = width ?? (process.stdout.columns || WIDTH_WITHOUT_TERMINAL);
      return once(at, { width: columns, theme: input.color ? theme : 'plain', ascii });
    }
    const { runDashboard } = await import('./session.ts');
    await runDashboard(at, { theme, ascii, readOnly: flag(input, 'readOnly'), commands: entriesOf(commands) });
    return null;
  };
}

/** A dumb terminal cannot address its lines: there one frame is all that can be shown. */
function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}

/** NO_COLOR takes the colours, not the weight and the inversion. */
function themeOf(input: Input): ThemeName {
  const chosen = choiceOption(input, 'theme', THEME_NAMES) ?? 'default';
  const noColor = (process.env.NO_COLOR ?? '') !== '' || input.options.color === false;
  return noColor ? 'mono' : chosen;
}

/** Ink looks for developer tools where DEV is set, which many shells set for reasons of their own. */
function prepareInk(): void {
  if (process.env.DEV === 'true') delete process.env.DEV;
}

export function entriesOf(commands: readonly CommandSpec[]): CommandEntry[] {
  return commands
    .filter((spec) => spec.hidden !== true)
    .map((spec) => {
      const notations = (spec.arguments ?? []).map(([notation]) => notation);
      return {
        path: spec.path,
        summary: spec.summary,
        needsArguments: notations.some((notation) => notation.startsWith('<')),
        usage: notations.join(' '),
        unbounded: spec.unbounded === true,
        reads: spec.reads === true,
        asks: (spec.options ?? []).some(([flags]) => flags.split(/[ ,]+/).includes('--yes')),
      };
    });
}
