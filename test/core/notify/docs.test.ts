import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelsSchema } from '../../../src/core/notify/channel-schema.ts';
import { CHANNEL_TYPES } from '../../../src/core/notify/channels/table.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/notifications.md'), 'utf8');

test('the page on notifications names every type of channel, and its example is valid', () => {
  const kinds = Object.keys(CHANNEL_TYPES);
  expect(kinds.filter((kind) => !PAGE.includes(`\n| \`${kind}\` |`))).toEqual([]);
  const example = JSON.parse(`{${/```json\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? ''}}`) as { channels: unknown };
  expect(Object.keys(channelsSchema.parse(example.channels))).toEqual(['imessage', 'slack', 'phone']);
});

test('a channel with a setting that its type does not have is refused', () => {
  const parse = (channel: object) => channelsSchema.safeParse({ one: channel }).success;
  expect(parse({ type: 'slack-webhook', url: { env: 'HOOK' } })).toBe(true);
  expect(parse({ type: 'slack-webhook', url: { env: 'HOOK' }, token: 'x' })).toBe(false);
  expect(parse({ type: 'slack-webhook', url: { env: 'HOOK', file: '/x' } })).toBe(false);
  expect(parse({ type: 'imessage', to: '--service' })).toBe(false);
  expect(parse({ type: 'pigeon' })).toBe(false);
});
