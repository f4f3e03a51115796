import { loadConfigFast } from '../../core/config/cached.ts';
import { notifyConfigOf, reachOfAll } from '../../core/notify/reach.ts';
import type { Run } from '../command.ts';
import { textTable } from '../text-table.ts';

export const run: Run = async (input) => {
  const { config } = await loadConfigFast(input.open());
  const channels = reachOfAll(notifyConfigOf(config));
  const rows = channels.map(({ name, type, order, problem }) => [
    name,
    type ?? '',
    order === null ? '' : String(order),
    problem === null ? 'usable' : 'not usable',
    problem ?? '',
  ]);
  const isNone = channels.every(({ problem }) => problem !== null);
  return {
    data: { channels },
    text: textTable(['CHANNEL', 'TYPE', 'ORDER', 'STATE', 'REASON'], rows),
    warnings: isNone
      ? ['nobody can be told anything: configure a channel under "channels" (docs/notifications.md)']
      : [],
  };
};
