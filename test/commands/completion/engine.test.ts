import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommandSpec } from '../../../src/commands/command.ts';
import { completeWords } from '../../../src/commands/completion/engine.ts';

const load = () => Promise.reject(new Error('completing runs no command'));

const TABLE: { commands: CommandSpec[]; nouns: Record<string, string> } = {
  nouns: { sessions: 'Sessions', system: 'System', agents: 'Agents' },
  commands: [
    {
      path: 'sessions list',
      summary: 'List',
      isDefault: true,
      options: [
        ['--status <status>', 'queued, running, done, failed or timeout'],
        ['--agent <id>', ''],
        ['--all', ''],
      ],
      load,
    },
    {
      path: 'sessions send',
      summary: 'Send',
      arguments: [
        ['<session>', ''],
        ['[message]', ''],
      ],
      options: [
        ['-m, --message <text>', ''],
        ['--message-file <file>', ''],
      ],
      load,
    },
    { path: 'sessions abort', aliases: ['kill'], summary: 'End', arguments: [['<session...>', '']], load },
    { path: 'system heartbeat now', summary: 'Beat', load },
    { path: 'agents stop', summary: 'Stop', arguments: [['<id...>', 'agents, or all']], load },
    { path: 'alerts ack', summary: 'Acknowledge', arguments: [['<id>', '']], load },
    { path: 'status', summary: 'Status', load },
    { path: '__complete', summary: 'hidden', hidden: true, load },
  ],
};

/** 'sessions se|' is a line with the cursor at its end; a space before it means that a new word begins. */
function at(line: string) {
  const words = line.split(' ');
  return completeWords(TABLE, words.slice(0, -1), words.at(-1) ?? '');
}

function offered(line: string): string[] {
  return at(line).items.map(({ value }) => value);
}

test('first come the nouns and the commands without one, each with what it is for, and none that is hidden', () => {
  expect(at('').items).toEqual([
    { value: 'sessions', description: 'Sessions' },
    { value: 'system', description: 'System' },
    { value: 'agents', description: 'Agents' },
    { value: 'alerts', description: '' },
    { value: 'status', description: 'Status' },
  ]);
  expect(offered('s')).toEqual(['sessions', 'system', 'status']);
});

test.each([
  ['sessions ', ['list', 'send', 'abort']],
  ['sessions s', ['send']],
  ['system ', ['heartbeat']],
  ['system heartbeat ', ['now']],
  ['--workspace x sessions s', ['send']],
  ['--json sessions s', ['send']],
  ['sessions nonsense s', []],
  ['nonsense ', []],
])('%j is continued by verbs: %j', (line, expected) => {
  expect(offered(line)).toEqual(expected);
});

test.each([
  ['sessions send --m', ['--message', '--message-file']],
  ['sessions send x -m text --m', ['--message-file']],
  ['sessions --s', ['--status']],
  ['sessions list --all --a', ['--agent']],
  ['status --w', ['--workspace']],
  ['--q', ['--quiet']],
])('%j is continued by flags that are not there yet: %j', (line, expected) => {
  expect(offered(line)).toEqual(expected);
});

test.each([
  ['sessions list --status d', ['done']],
  ['sessions list --status=ti', ['timeout']],
  ['status --log-level e', ['error']],
])('%j is continued by the values of the flag: %j', (line, expected) => {
  expect(offered(line)).toEqual(expected);
});

test.each([
  ['sessions send ', 'sessions'],
  ['sessions send x ', 'nothing'],
  ['sessions abort x y ', 'sessions'],
  ['sessions kill ', 'sessions'],
  ['sessions send --message-file ', 'files'],
  ['sessions send -m ', 'nothing'],
  ['sessions list --agent ', 'agents'],
  ['sessions list --agent=', 'agents'],
  ['agents stop ', 'agents-or-all'],
  ['alerts ack ', 'nothing'],
  ['--workspace ', 'folders'],
  ['agents stop x -- ', 'commands'],
  ['agents stop x -- node ', 'files'],
  ['agents stop x -- node --sta', 'files'],
])('%j asks for %s', (line, from) => {
  expect(at(line).values.from).toBe(from);
});

test('whatever is typed, what is offered begins with it, and nothing throws', () => {
  const word = fc.oneof(
    fc.constantFrom('sessions', 'send', 'list', '--status', '-m', '--', '--json', 'heartbeat', '--agent=x', '', '-'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), word, (words, current) => {
      const typed = /^--[\w-]+=/.test(current) ? current.slice(current.indexOf('=') + 1) : current;
      for (const { value } of completeWords(TABLE, words, current).items) expect(value.startsWith(typed)).toBe(true);
    }),
  );
});
