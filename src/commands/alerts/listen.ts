import { listen } from '../../core/alerts/listen/server.ts';
import { tokenFor } from '../../core/alerts/listen/token.ts';
import { OpsError } from '../../core/errors.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { numberOption, textOption } from '../options.ts';

/** Alertmanager's own port and a hundred more. */
export const DEFAULT_PORT = 9193;

export const run: Run = async (input) => {
  if (input.json) throw new OpsError('E_USAGE', 'It has no end: --json does not apply to alerts listen');
  const at = input.open();
  const port = numberOption(input, 'port', { max: 65_535, integer: true }) ?? DEFAULT_PORT;
  const token = tokenFor(at, textOption(input, 'tokenFile'));
  if (token.isExposed) input.say(`ops: ${token.path} may be read by others of this machine`);
  const listener = await listen(at, {
    host: textOption(input, 'host') ?? '127.0.0.1',
    port,
    token: token.token,
    served: (line) => input.print(`${new Date().toISOString()} ${oneLine(line)}\n`),
  });
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  input.print(
    `Listening on ${listener.url}: POST /alertmanager, /alerts, /api/v2/alerts; GET /health\n` +
      `Senders show the token of ${token.path} (Authorization: Bearer …)\n`,
  );
  await ended;
  await listener.close();
  return null;
};
