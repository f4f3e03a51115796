import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanMail, cleanTemporary } from '../../../src/core/sessions/mail-retention.ts';
import {
  makeMailbox,
  postMessage,
  postReply,
  readReply,
  takeMessages,
  tray,
  unansweredMessages,
} from '../../../src/core/sessions/mailbox.ts';
import { makeWorkspace } from '../../helpers/index.ts';

const ID = 'ops-orchestrator.main';
const DAY_MS = 86_400_000;

function answered(at: ReturnType<typeof makeWorkspace>, text: string): string {
  const { messageId } = postMessage(at, ID, { text, from: 'cli' });
  takeMessages(at, ID);
  const reply = {
    version: 1 as const,
    messageId,
    at: new Date().toISOString(),
    from: ID,
    status: 'ok' as const,
    text: 'done',
    tookMs: 1,
  };
  postReply(at, ID, reply);
  return messageId;
}

test('messages answered long ago go with their replies, what is newer stays', () => {
  const at = makeWorkspace();
  makeMailbox(at, ID);
  const old = answered(at, 'old');
  const fresh = answered(at, 'fresh');
  const longAgo = new Date(Date.now() - 8 * DAY_MS);
  utimesSync(join(tray(at, ID, 'replies'), `${old}.json`), longAgo, longAgo);
  expect(cleanMail(at, 7, Date.now())).toBe(1);
  expect(readReply(at, ID, old)).toBeNull();
  expect(existsSync(join(tray(at, ID, 'taken'), `${old}.json`))).toBe(false);
  expect(readReply(at, ID, fresh)?.text).toBe('done');
});

test('what waits, and what was taken and not answered, is spared however old', () => {
  const at = makeWorkspace();
  makeMailbox(at, ID);
  postMessage(at, ID, { text: 'taken', from: 'cli' });
  takeMessages(at, ID);
  postMessage(at, ID, { text: 'waits', from: 'cli' });
  expect(cleanMail(at, 7, Date.now() + 400 * DAY_MS)).toBe(0);
  expect(unansweredMessages(at, ID).map(({ text }) => text)).toEqual(['taken']);
  expect(takeMessages(at, ID).map(({ text }) => text)).toEqual(['waits']);
});

test('unfinished files go after a day, not before', () => {
  const at = makeWorkspace();
  writeFileSync(join(at.temporary, '1-abc-1.tmp'), 'half');
  expect(cleanTemporary(at, Date.now())).toBe(0);
  expect(cleanTemporary(at, Date.now() + 2 * DAY_MS)).toBe(1);
});
