import { expect, test } from 'vitest';
import { type Draft, edit } from '../../../src/commands/dashboard/state/editor.ts';
import { screenOf } from '../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { before, type Pilot, pilot } from './fleet.ts';

function screen(self: Pilot) {
  return screenOf(self.state, self.world, paintOf('plain'));
}

function writing(rows = 24): Pilot {
  const self = pilot({ rows });
  self.select('agent:web-crawler');
  self.press('m');
  return self;
}

test('the box grows with its lines, under the name of whom it goes to, and the cursor stands where one writes', () => {
  const self = writing();
  self.press(...'첫째', '^j', ...'second');
  const { prompt, cursor, regions } = screen(self);
  expect(prompt).toEqual([' > to web-crawler: 첫째', '                   second']);
  const top = regions.header + regions.strip + regions.table + regions.detail;
  expect(cursor).toEqual({ row: top + 1, column: 19 + 'second'.length });
  self.press('up');
  expect(screen(self).cursor).toEqual({ row: top, column: 19 + 4 });
});

test('a long line goes on in the next one, and the box leaves the greater part of the screen', () => {
  const self = writing();
  self.press(...'x'.repeat(150));
  expect(screen(self).prompt).toHaveLength(3);
  self.press(...Array.from({ length: 30 }, () => '^j'));
  const { prompt, regions, cursor } = screen(self);
  expect(prompt.length).toBeLessThanOrEqual(8);
  expect(regions.detail + regions.table).toBeGreaterThan(8);
  expect(cursor?.row).toBeLessThan(24);
});

test('up and down keep to the text, and nothing of it is lost', () => {
  let draft: Draft = { before: 'one\ntwo and more', after: '\nthree' };
  const press = (key: string) => {
    draft = edit(draft, key) ?? draft;
  };
  press('up');
  expect(draft).toEqual({ before: 'one', after: '\ntwo and more\nthree' });
  press('up');
  expect(draft.before).toBe('one');
  press('down');
  press('down');
  expect(draft).toEqual({ before: 'one\ntwo and more\nthr', after: 'ee' });
});

test('the draft is kept for each session apart', () => {
  const self = writing();
  self.press(...'for web', 'escape');
  self.press('M', ...'for all', 'escape');
  self.select('agent:web-crawler');
  self.press('m');
  expect(screen(self).prompt[0]).toContain('for web');
});

test('a message is queued, then delivered, then answered, and each is seen', () => {
  const self = pilot();
  self.select('agent:web-crawler');
  const ids = { messageId: 'm1', sessionId: 'web-crawler.main' };
  self.send({ type: 'sent', sent: { ...ids, to: 'web', text: 'hello', at: before(1), delivered: false, reply: null } });
  self.send({ type: 'tick' });
  self.world = { ...self.world, now: self.world.now + 10_000 };
  self.send({ type: 'tick' });
  expect(screen(self).prompt[0]).toContain('queued 1 · 11:59:00');
  self.send({ type: 'delivered', messageId: 'm1' });
  expect(screen(self).prompt[0]).toContain('delivered 1, no reply yet');
  const reply = {
    version: 1 as const,
    inReplyTo: 'm1',
    at: before(0),
    status: 'ok' as const,
    text: 'done',
    data: null,
  };
  self.send({ type: 'reply', messageId: 'm1', reply: reply as never });
  expect(self.state.toast).toMatchObject({ text: 'done', tone: 'good' });
});
