import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HELP, type Order, readOrder, VERB_WORDS, type Verb } from '../../../src/agents/orchestrator/orders/grammar.ts';

const TARGETED: readonly Verb[] = ['restart', 'stop', 'start', 'pause', 'resume', 'run'];
const words = Object.entries(VERB_WORDS).flatMap(([verb, list]) => list.map((word) => [word, verb as Verb] as const));
const targeted = words.filter(([, verb]) => TARGETED.includes(verb));
const ANSWERS: readonly Verb[] = ['approve', 'deny'];
const answers = words.filter(([, verb]) => ANSWERS.includes(verb));
const plain = words.filter(([, verb]) => ![...TARGETED, ...ANSWERS].includes(verb));

function order(text: string): Order {
  const reading = readOrder(text);
  if ('problem' in reading) throw new Error(`${text}: ${reading.problem}`);
  return reading.order;
}

function problem(text: string): string {
  const reading = readOrder(text);
  if ('order' in reading) throw new Error(`${text} was read as ${JSON.stringify(reading.order)}`);
  return reading.problem;
}

test.each(targeted)('"%s" is an order to %s, before and after what it is about', (word, verb) => {
  expect(order(`${word} all agents`)).toEqual({ verb, targets: 'all' });
  expect(order(`모든 에이전트 ${word}`)).toEqual({ verb, targets: 'all' });
  expect(order(`${word} reporter`)).toEqual({ verb, targets: ['reporter'] });
  expect(order(`reporter를 ${word}`)).toEqual({ verb, targets: ['reporter'] });
  expect(problem(word)).toContain(`does not say which agents to ${verb}`);
});

test.each(answers)('"%s" is an order to %s one approval that it names, and only one', (word, verb) => {
  expect(order(`${word} 1a2b3c4d`)).toEqual({ verb, approval: '1a2b3c4d' });
  expect(order(`please ${word} approval 1a2b3c4d now`)).toEqual({ verb, approval: '1a2b3c4d' });
  for (const text of [word, `${word} all`, `${word} 1a2b3c4d 5f3a9c01`, `${word} everything`])
    expect(problem(text)).toContain('approval');
  expect(problem(`${word} 1a2b3c4d?`)).toContain('question');
});

test.each(plain)('"%s" alone means %s', (word, verb) => {
  expect(order(word).verb).toBe(verb);
  expect(order(`  ${word.toUpperCase()} `).verb).toBe(verb);
});

const sentences: [text: string, expected: Order][] = [
  ['Restart all agents', { verb: 'restart', targets: 'all' }],
  ['Please restart all of the agents now.', { verb: 'restart', targets: 'all' }],
  ['RESTART EVERYTHING!', { verb: 'restart', targets: 'all' }],
  ['모든 에이전트 재시작', { verb: 'restart', targets: 'all' }],
  ['모든 에이전트를 다시 시작해줘', { verb: 'restart', targets: 'all' }],
  ['전체 재시작', { verb: 'restart', targets: 'all' }],
  ['run reporter now', { verb: 'run', targets: ['reporter'] }],
  ['reporter 실행해줘', { verb: 'run', targets: ['reporter'] }],
  ['stop reporter, logs-analyzer and web-1', { verb: 'stop', targets: ['reporter', 'logs-analyzer', 'web-1'] }],
  ['stop reporter; logs-analyzer', { verb: 'stop', targets: ['reporter', 'logs-analyzer'] }],
  ['reporter와 logs-analyzer를 중지해줘', { verb: 'stop', targets: ['reporter', 'logs-analyzer'] }],
  ['pause web-*', { verb: 'pause', targets: ['web-*'] }],
  ['logs-analyzer 일시 정지', { verb: 'pause', targets: ['logs-analyzer'] }],
  ['status', { verb: 'status', targets: null }],
  ['status of all agents', { verb: 'status', targets: null }],
  ['status of reporter', { verb: 'status', targets: ['reporter'] }],
  ['show me the status', { verb: 'status', targets: null }],
  ['상태 알려줘', { verb: 'status', targets: null }],
  ['list all', { verb: 'list' }],
  ['help', { verb: 'help' }],
  ['?', { verb: 'help' }],
  ['shut down', { verb: 'shutdown' }],
  ['종료', { verb: 'shutdown' }],
  ['heartbeat now', { verb: 'heartbeat' }],
  ['보고서', { verb: 'report' }],
];

test.each(sentences)('"%s" is read as it is meant', (text, expected) => {
  expect(order(text)).toEqual(expected);
});

test('Korean typed in parts, as some systems store it, is read as well', () => {
  expect(order('모든 에이전트 재시작'.normalize('NFD'))).toEqual({ verb: 'restart', targets: 'all' });
});

const refused: [text: string, why: string][] = [
  ['', 'no word in it that I know'],
  ['please do something', 'no word in it that I know'],
  ['good morning', 'no word in it that I know'],
  ['restart', 'does not say which agents'],
  ['restart the agents', 'does not say which agents'],
  ['restart and stop all agents', 'asks for restart and stop at once'],
  ['do not restart all agents', 'names all agents and also do, not'],
  ["don't restart all agents", "names all agents and also don't"],
  ['restart all agents except reporter', 'names all agents and also except, reporter'],
  ['restart all agents tomorrow', 'names all agents and also tomorrow'],
  ['how do I stop all agents', 'names all agents and also how, do, i'],
  ['do not shut down', 'I do not know what "do", "not" means'],
  ['shut down all', 'I do not know what "all" means'],
  ['help me restart', 'asks for help and restart at once'],
  ['heartbeat of the elephant', 'I do not know what "elephant" means'],
  ['모든 에이전트 재시작하지 마', 'no word in it that I know'],
];

test.each(refused)('"%s" is not guessed at: %s', (text, why) => {
  expect(problem(text)).toContain(why);
});

/** Texts made of words that mean something, and of others. */
const anyWord = fc.oneof(
  fc.constantFrom(...words.map(([word]) => word)),
  fc.constantFrom('all', 'agents', 'the', 'please', 'and', '모든', '에이전트', 'now', ',', ';', '.', '!'),
  fc.constantFrom('reporter', 'web-1', 'web-*', 'not', '../../x', '$(reboot)', '`stop`', 'all;', "'"),
  fc.string({ unit: 'binary' }),
);

test('whatever is said, an order is about nothing that was not named', () => {
  fc.assert(
    fc.property(fc.array(anyWord, { maxLength: 8 }), (parts) => {
      const text = parts.join(' ');
      const reading = readOrder(text);
      if ('problem' in reading) return;
      const said = text.normalize('NFC').toLowerCase();
      expect(words.some(([word, verb]) => verb === reading.order.verb && said.includes(word.split(' ')[0] ?? ''))).toBe(
        true,
      );
      const targets = 'targets' in reading.order ? reading.order.targets : null;
      if (targets === 'all') expect(said).toMatch(/all|every|모든|모두|전체|전부|다/);
      else for (const target of targets ?? []) expect(said).toContain(target);
    }),
    { numRuns: 2_000 },
  );
});

test('a word that nobody knows makes no order of its own, and is never left out of one', () => {
  const strange = fc.stringMatching(/^[a-z]{4,12}$/).filter((word) => !words.some(([known]) => known === word));
  fc.assert(
    fc.property(fc.constantFrom(...words), strange, fc.boolean(), ([word, verb], other, first) => {
      fc.pre(
        !['please', 'agent', 'agents', 'show', 'also', 'again', 'once', 'every', 'everything', 'everyone'].includes(
          other,
        ),
      );
      const reading = readOrder(first ? `${other} ${word}` : `${word} ${other}`);
      if ('problem' in reading) return;
      const about = ANSWERS.includes(verb) ? { approval: other } : { targets: [other] };
      expect(reading.order).toEqual({ verb, ...about });
    }),
  );
});

test('text of any kind and length is read in no time and never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => void readOrder(text)));
  expect(problem('a '.repeat(30_000))).toContain('no word');
  expect(problem(`restart ${'.'.repeat(60_000)}`)).toContain('does not say which');
});

test('the help names every order', () => {
  for (const verb of Object.keys(VERB_WORDS)) expect(HELP.replace('shut down', 'shutdown')).toContain(verb);
});
