import { expect, test } from 'vitest';
import { readOrder } from '../../../src/agents/orchestrator/orders/grammar.ts';
import { isQuick } from '../../../src/agents/orchestrator/orders/handle.ts';

test.each(['restart all agents?', '모든 에이전트 재시작?', 'shut down?', 'stop reporter?'])(
  '%s is a question, and nothing is done on a question',
  (text) => {
    expect(readOrder(text)).toEqual({ problem: 'it is a question; an order ends without a question mark' });
  },
);

test.each(['status?', 'list?', '상태?'])('%s may be asked', (text) => {
  expect(readOrder(text)).toHaveProperty('order');
});

test('what only tells is quick, to the orchestrator and to an agent', () => {
  expect(isQuick('status', null)).toBe(true);
  expect(isQuick('status', 'web')).toBe(true);
  expect(isQuick('restart all', null)).toBe(false);
});

test.each(['help', 'list', 'shut down', 'heartbeat', 'reload', 'status reporter'])(
  'to the mailbox of an agent, "%s" is no order of its own',
  (text) => {
    expect(isQuick(text, 'web')).toBe(false);
  },
);
