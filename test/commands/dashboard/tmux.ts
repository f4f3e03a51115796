import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { atEnd } from '../../helpers/at-end.ts';
import { makeFolder, waitFor } from '../../helpers/index.ts';
import { cleanEnvironment } from '../../helpers/run-ops.ts';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

/** A terminal of its own with a shell in it, driven and read through tmux. */
export interface Tmux {
  type(text: string): void;
  /** tmux's names: Enter, Escape, C-c, j, … */
  press(...keys: string[]): void;
  /** What is on the screen. */
  screen(): string;
  waitForText(text: string): Promise<string>;
  ask(format: string): string;
  resize(columns: number, rows: number): void;
}

const servers: string[] = [];

export function startTmux(size: { columns: number; rows: number }, env: Record<string, string>): Tmux {
  const socket = join(makeFolder(), 'tmux.sock');
  servers.push(socket);
  const given = { ...cleanEnvironment({}), ...env, TERM: 'xterm-256color', PS1: '$ ' };
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env: given });
  tmux('new-session', '-d', '-x', String(size.columns), '-y', String(size.rows), 'bash --norc --noprofile');
  const self: Tmux = {
    type: (text) => void tmux('send-keys', '-l', text),
    press: (...keys) => void tmux('send-keys', ...keys),
    screen: () => tmux('capture-pane', '-p'),
    waitForText: (text) =>
      waitFor(() => (self.screen().includes(text) ? self.screen() : null), {
        what: `${text} in\n${self.screen()}`,
        everyMs: 50,
      }),
    ask: (format) => tmux('display', '-p', format).trim(),
    resize: (columns, rows) => void tmux('resize-window', '-x', String(columns), '-y', String(rows)),
  };
  return self;
}

atEnd(() => {
  // Its own server on its own socket, with nothing in it but what the test started.
  for (const socket of servers.splice(0)) spawnSync('tmux', ['-S', socket, 'kill-server']);
});
