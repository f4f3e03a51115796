import { expect, test } from 'vitest';
import { mergeTemplates } from '../../../../src/core/logs/templates/merging/merge.ts';
import { alignGaps, templateText, tokenize } from '../../../../src/core/logs/templates/tokens.ts';

/** The templates of messages as a person reads them. */
function templates(messages: readonly string[]): string[] {
  const lists = messages.map(tokenize);
  const merged = mergeTemplates(lists.map(({ tokens }) => tokens));
  const texts = lists.map((list) => {
    const tokens = merged.get(list.tokens.join('\u0000')) ?? [];
    return templateText({ tokens, gaps: alignGaps(tokens, list) });
  });
  return [...new Set(texts)].sort();
}

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];

test.each<[what: string, messages: string[], expected: string[]]>([
  [
    'two names in one message, no two lines with one of them the same',
    NAMES.slice(0, 5).map((name, at) => `Warehouse ${name} does not answer, using ${NAMES[at + 1]} instead`),
    ['Warehouse <*> does not answer, using <*> instead'],
  ],
  [
    'a line with two names that came once, where a template is known',
    [
      ...NAMES.slice(0, 5).map((name) => `Moved job of ${name} to host zeus`),
      ...NAMES.slice(0, 5).map((name) => `Moved job of alice to host ${name}`),
      'Moved job of mallory to host apollo',
    ],
    ['Moved job of <*> to host <*>'],
  ],
  [
    'titles of several words between quotation marks',
    ['Foo', 'Print Server', 'Daily backup of mail', 'Ops team', 'Rotate old log files'].map(
      (title) => `Sent mail "${title}" to (${title.length})`,
    ),
    ['Sent mail "<*>" to (<*>)'],
  ],
  [
    'what stands between quotation marks and begins the message is the message',
    ['Probe failed', 'Sync loop add', 'Sync loop delete', 'Killing it', 'Mounted'].map((what) => `"${what}" pod=7`),
    [
      '"Killing it" pod=<*>',
      '"Mounted" pod=<*>',
      '"Probe failed" pod=<*>',
      '"Sync loop add" pod=<*>',
      '"Sync loop delete" pod=<*>',
    ],
  ],
  [
    'names by their form take three',
    ['be_api', 'http-in', 'my.static'].map((name) => `Proxy ${name} is here`),
    ['Proxy <*> is here'],
  ],
  [
    'words take five',
    ['red', 'blue', 'green'].map((name) => `Proxy ${name} is here`),
    ['Proxy blue is here', 'Proxy green is here', 'Proxy red is here'],
  ],
  [
    'codes of four letters are no states',
    ['A', 'MX', 'AAAA', 'TXT', 'NS'].map((type) => `query for ${type} record`),
    ['query for <*> record'],
  ],
  [
    'states stay apart',
    ['STARTED', 'STOPPED', 'QUEUED', 'RUNNING', 'FAILED'].map((state) => `job is ${state} now`),
    ['job is FAILED now', 'job is QUEUED now', 'job is RUNNING now', 'job is STARTED now', 'job is STOPPED now'],
  ],
  [
    'who did it may stand first, where the message says enough without',
    NAMES.map((name) => `${name} changed the password`),
    ['<*> changed the password'],
  ],
  [
    'kinds of one error stay apart',
    ['read', 'write', 'seek', 'parity', 'media', 'checksum'].map((kind) => `${kind} error on disk 7`),
    ['checksum', 'media', 'parity', 'read', 'seek', 'write'].map((kind) => `${kind} error on disk <*>`),
  ],
  [
    'what stands before an equals sign is the name of a field',
    ['java.version', 'java.home', 'os.name', 'user.name', 'user.dir', 'os.arch'].map((key) => `environment ${key}=7`),
    ['java.home', 'java.version', 'os.arch', 'os.name', 'user.dir', 'user.name'].map((key) => `environment ${key}=<*>`),
  ],
  [
    'states with a hyphen stay apart, versions with a tilde are values',
    ['half-installed', 'half-configured', 'unpacked', 'installed', 'triggers-pending'].map(
      (state) => `status ${state} x1 1.2~rc1`,
    ),
    ['half-configured', 'half-installed', 'installed', 'triggers-pending', 'unpacked'].map(
      (state) => `status ${state} <*>`,
    ),
  ],
  [
    'lists of whatever length',
    ['a1 0x1 <ok>', 'a1 0x1 <ok> b2 0x2 <ok>', 'a1 0x1 <ok> b2 0x2 <ok> c3 0x3 <ok>'].map(
      (list) => `nodes ${list} differ`,
    ),
    ['nodes <*> <ok> differ'],
  ],
  [
    'values that are not there',
    ['client 10.0.0.1 (unknown) left', 'client 10.0.0.1 (10.0.0.2) left'],
    ['client <*> left'],
  ],
])('%s', (_, messages, expected) => {
  expect(templates(messages)).toEqual(expected);
  expect(templates([...messages].reverse())).toEqual(expected);
});
