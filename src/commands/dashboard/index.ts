import type { Input, Run } from '../command.ts';
import type { Table } from '../completion/engine.ts';
import { choiceOption, flag, numberOption } from '../options.ts';
import type { ThemeName } from './view/theme.ts';

const THEME_NAMES = ['default', 'safe', 'light', 'mono'] as const;
const WIDTH_WITHOUT_TERMINAL = 80;

/** `table`: what the palette offers. */
export function dashboardRun(table: Table): Run {
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
    await runDashboard(at, { theme, ascii, readOnly: flag(input, 'readOnly'), table });
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
