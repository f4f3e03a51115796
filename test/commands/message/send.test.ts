import { expect, test } from 'vitest';
import { run as send } from '../../../src/commands/message/send.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { call } from '../call.ts';

const dry = async (config: object) =>
  (await call(send, makeWorkspace(config), { args: ['hello'], options: { dryRun: true } })).text.split('\n')[0];

test('a dry run says whom a message would reach, and why not the others', async () => {
  const channels = { note: { type: 'command', command: ['true'] } };
  expect(await dry({ channels, escalation_channels: ['note'] })).toBe('Would send over note:');
  expect(await dry({ channels, escalation_channels: ['chat', 'note'] })).toBe(
    'Would send over note (not over the others: no channel chat is configured):',
  );
  expect(await dry({ escalation_channels: ['chat'] })).toBe('Would reach nobody (no channel chat is configured):');
});
