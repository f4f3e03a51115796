import { randomUUID } from 'node:crypto';
import { loadConfigFast } from '../../core/config/cached.ts';
import { EXIT, OpsError } from '../../core/errors.ts';
import { type NotifyConfig, notifyConfigOf } from '../../core/notify/reach.ts';
import { send } from '../../core/notify/send.ts';
import { testText } from '../../core/notify/texts.ts';
import type { Run } from '../command.ts';
import { textTable } from '../text-table.ts';
import { channelNamed } from './named.ts';

interface Tested {
  channel: string;
  status: 'sent' | 'failed';
  providerId: string | null;
  reason: string | null;
}

/** Past the outbox: what is asked is whether the channel works now. */
export const run: Run = async (input) => {
  const { config } = await loadConfigFast(input.open());
  const notify = notifyConfigOf(config);
  const names = input.args.length > 0 ? input.args : Object.keys(notify.channels);
  if (names.length === 0) {
    throw new OpsError('E_CONFIG', 'No channel is configured', {
      hint: 'Add one under "channels"; docs/notifications.md shows how.',
    });
  }
  for (const name of names) channelNamed(notify, name);
  const tests = await Promise.all(names.map((name) => tested(notify, name)));
  const rows = tests.map(({ channel, status, reason, providerId }) => [channel, status, reason ?? providerId ?? '']);
  return {
    data: { ok: tests.every(({ status }) => status === 'sent'), tests },
    text: textTable(['CHANNEL', 'STATUS', 'ANSWER'], rows),
    exitCode: tests.every(({ status }) => status === 'sent') ? EXIT.done : EXIT.failed,
  };
};

async function tested(config: NotifyConfig, name: string): Promise<Tested> {
  const key = `test:${randomUUID()}`;
  const message = {
    ...testText(name, config.locale),
    key,
    severity: 'info',
    channels: [name],
    deliverAfter: null,
    thread: key,
    resolves: false,
  } as const;
  const channel = channelNamed(config, name);
  const result = await send(channel, message, { id: key });
  // It has opened an incident, and nobody is to be called for it.
  if (channel.type === 'pagerduty') await send(channel, { ...message, resolves: true }, { id: key });
  if (result.status === 'sent') return { channel: name, status: 'sent', providerId: result.providerId, reason: null };
  return { channel: name, status: 'failed', providerId: null, reason: result.reason };
}
