import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import {
  countIncoming,
  makeMailbox,
  postMessage,
  postReply,
  type Reply,
  readReply,
  takeMessages,
  tray,
  unansweredMessages,
} from '../../../src/core/sessions/mailbox.ts';
import { makeWorkspace } from '../../helpers/index.ts';

const ID = 'sample.main';

function mailbox(): Layout {
  const at = makeWorkspace();
  makeMailbox(at, ID);
  return at;
}

function post(at: Layout, text: string, idempotencyKey?: string) {
  return postMessage(at, ID, { text, from: 'cli', ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
}

function replyTo(messageId: string, text = 'done'): Reply {
  return { version: 1, messageId, at: new Date().toISOString(), from: 'a', status: 'ok', text, tookMs: 1 };
}

function drop(at: Layout, name: string, content: string): void {
  writeFileSync(join(tray(at, ID, 'incoming'), name), content);
}

test('a message is taken once, as it was posted', () => {
  const at = mailbox();
  const { messageId } = post(at, 'Restart all agents\n모든 에이전트');
  expect(countIncoming(at, ID)).toBe(1);
  expect(takeMessages(at, ID)).toMatchObject([
    { id: messageId, from: 'cli', text: 'Restart all agents\n모든 에이전트' },
  ]);
  expect(takeMessages(at, ID)).toEqual([]);
  expect(countIncoming(at, ID)).toBe(0);
});

test('messages are taken in the order in which they were posted', async () => {
  const at = mailbox();
  const posted: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    posted.push(post(at, `message ${index}`).messageId);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(takeMessages(at, ID).map(({ id }) => id)).toEqual(posted);
});

test('the same key is one message, while it waits, after it was taken, and after it was answered', () => {
  const at = mailbox();
  const first = post(at, 'once', 'key');
  expect(first.duplicate).toBe(false);
  expect(post(at, 'once', 'key')).toEqual({ ...first, duplicate: true });
  expect(takeMessages(at, ID).length).toBe(1);
  expect(post(at, 'once', 'key').duplicate).toBe(true);
  postReply(at, ID, replyTo(first.messageId));
  expect(post(at, 'once', 'key').duplicate).toBe(true);
  expect(takeMessages(at, ID)).toEqual([]);
});

test('other keys, and none, are other messages', () => {
  const at = mailbox();
  const ids = [post(at, 'same', 'one'), post(at, 'same', 'two'), post(at, 'same'), post(at, 'same')];
  expect(new Set(ids.map(({ messageId }) => messageId)).size).toBe(4);
});

test('a copy that came in again after the message was taken is dropped, not done again', () => {
  const at = mailbox();
  const { messageId } = post(at, 'once');
  const [taken] = takeMessages(at, ID);
  drop(at, `${messageId}.json`, JSON.stringify(taken));
  expect(takeMessages(at, ID)).toEqual([]);
  expect(countIncoming(at, ID)).toBe(0);
});

test('whatever order of posting, taking and answering: each message is taken once and the unanswered are known', () => {
  const step = fc.constantFrom('post', 'take', 'answer', 'again');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const at = mailbox();
      const taken: string[] = [];
      const answered = new Set<string>();
      let keys = 0;
      for (const what of steps) {
        if (what === 'post') keys += 1;
        if (what === 'post') post(at, 'text', `key ${keys}`);
        else if (what === 'again' && keys > 0) post(at, 'text', `key ${keys}`);
        else if (what === 'take') taken.push(...takeMessages(at, ID).map(({ id }) => id));
        else if (what === 'answer') {
          const next = taken.find((id) => !answered.has(id));
          if (next !== undefined && postReply(at, ID, replyTo(next))) answered.add(next);
        }
      }
      expect(new Set(taken).size).toBe(taken.length);
      const open = unansweredMessages(at, ID).map(({ id }) => id);
      expect(open.sort()).toEqual(taken.filter((id) => !answered.has(id)).sort());
      expect(taken.length + countIncoming(at, ID)).toBe(keys);
    }),
    { numRuns: 25 },
  );
});

test('the first reply stands', () => {
  const at = mailbox();
  const { messageId } = post(at, 'text');
  takeMessages(at, ID);
  expect(readReply(at, ID, messageId)).toBe(null);
  expect(postReply(at, ID, replyTo(messageId, 'first'))).toBe(true);
  expect(postReply(at, ID, replyTo(messageId, 'second'))).toBe(false);
  expect(readReply(at, ID, messageId)?.text).toBe('first');
});

const broken: [what: string, name: string, content: string][] = [
  ['torn', 'a.json', '{"version":1,'],
  ['empty', 'b.json', ''],
  ['of a later version', 'c.json', '{"version":2,"id":"c","at":"","from":"","text":""}'],
  ['without a text', 'd.json', '{"version":1,"id":"d","at":"","from":""}'],
  ['named otherwise than its id', 'e.json', '{"version":1,"id":"other","at":"","from":"","text":"x"}'],
  ['whose id leads out of the mailbox', 'f.json', '{"version":1,"id":"../../../x","at":"","from":"","text":"x"}'],
];

test.each(broken)('a message that is %s goes to quarantine and holds up no other', (_what, name, content) => {
  const at = mailbox();
  drop(at, name, content);
  const { messageId } = post(at, 'whole');
  expect(takeMessages(at, ID).map(({ id }) => id)).toEqual([messageId]);
  expect(readdirSync(tray(at, ID, 'incoming'))).toEqual([]);
  expect(readdirSync(at.quarantine).filter((file) => file.endsWith(name)).length).toBe(1);
});

test('a mailbox that is not there is empty, and posting makes it', () => {
  const at = makeWorkspace();
  expect(takeMessages(at, ID)).toEqual([]);
  expect(unansweredMessages(at, ID)).toEqual([]);
  post(at, 'text');
  expect(existsSync(tray(at, ID, 'incoming'))).toBe(true);
  expect(takeMessages(at, ID).length).toBe(1);
});

test('no mailbox lies outside the workspace', () => {
  const at = makeWorkspace();
  for (const act of [() => postMessage(at, '../x', { text: '', from: '' }), () => takeMessages(at, '../x')]) {
    expect(act).toThrow('is not a session');
  }
});
