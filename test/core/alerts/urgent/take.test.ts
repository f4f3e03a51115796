import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Doubts } from '../../../../src/core/alerts/urgent/doubts.ts';
import { placeOf } from '../../../../src/core/alerts/urgent/folder.ts';
import { takeUrgent } from '../../../../src/core/alerts/urgent/take.ts';
import { tidyUrgent } from '../../../../src/core/alerts/urgent/tidy.ts';
import { makeFolder, makeWorkspace, writeFile } from '../../../helpers/index.ts';
import { drop, filesIn, taker } from './support.ts';

test('every file is taken, oldest first, and lies in done/ afterwards', async () => {
  const at = makeWorkspace();
  drop(at, 'a.json', { name: 'disk', message: 'over', status: 'resolved' }, 1);
  drop(at, 'b.json', { name: 'disk', message: 'begun' }, 2);
  drop(at, 'c.json', [{ message: 'one' }, { message: 'two' }], 3);
  const { take, messages } = taker();
  expect(await takeUrgent(at, { take })).toEqual({ files: 3, alarms: 4, rejected: [], againInMs: null });
  expect(messages()).toEqual(['one', 'two', 'begun', 'over']);
  expect(filesIn(at, 'done')).toEqual(['a.json', 'b.json', 'c.json']);
  expect(filesIn(at, 'incoming')).toEqual([]);
});

test('a name that is used again and again keeps each of its files', async () => {
  const at = makeWorkspace();
  const { take, messages } = taker();
  for (const message of ['one', 'two', 'three']) {
    drop(at, 'disk.json', { message });
    await takeUrgent(at, { take });
  }
  expect(messages()).toEqual(['one', 'two', 'three']);
  const kept = filesIn(at, 'done').map((name) => readFileSync(join(placeOf(at, 'done'), name), 'utf8'));
  expect(kept.sort()).toEqual(['{"message":"one"}', '{"message":"three"}', '{"message":"two"}']);
});

test('what is no dropped file is left alone', async () => {
  const at = makeWorkspace();
  const outside = writeFile(join(makeFolder(), 'secret.json'), '{"message":"from elsewhere"}');
  for (const name of ['half.json.tmp', '.hidden.json', 'notes.txt']) drop(at, name, { message: name });
  mkdirSync(join(at.urgentAlerts, 'folder.json'));
  expect(spawnSync('mkfifo', [join(at.urgentAlerts, 'pipe.json')]).status).toBe(0);
  symlinkSync(outside, join(at.urgentAlerts, 'outside.json'));
  symlinkSync('nowhere', join(at.urgentAlerts, 'dangling.json'));
  symlinkSync('round.json', join(at.urgentAlerts, 'round.json'));
  const { take, calls } = taker();
  expect(await takeUrgent(at, { take })).toMatchObject({ files: 0, againInMs: null });
  expect(calls).toEqual([]);
  expect(filesIn(at, 'incoming')).toHaveLength(7);
});

test('a link to a file of the workspace is taken as its text, and the file stays', async () => {
  const at = makeWorkspace();
  writeFile(join(at.root, 'alarms', 'disk.json'), '{"message":"linked"}');
  symlinkSync('../../alarms/disk.json', join(at.urgentAlerts, 'link.json'));
  const { take, messages } = taker();
  await takeUrgent(at, { take });
  expect(messages()).toEqual(['linked']);
  expect(readFileSync(join(placeOf(at, 'done'), 'link.json'), 'utf8')).toBe('{"message":"linked"}');
  expect(readFileSync(join(at.root, 'alarms', 'disk.json'), 'utf8')).toBe('{"message":"linked"}');
});

test('a name that is no UTF-8 is no reason to lose an alarm', async () => {
  const at = makeWorkspace();
  const path = Buffer.concat([Buffer.from(`${at.urgentAlerts}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.json')]);
  writeFileSync(path, '{"message":"odd name"}');
  const { take, messages } = taker();
  await takeUrgent(at, { take });
  expect(messages()).toEqual(['odd name']);
  expect(filesIn(at, 'incoming')).toEqual([]);
});

test('a file that is half written is waited for, and told whole', async () => {
  const at = makeWorkspace();
  const path = join(at.urgentAlerts, 'slow.json');
  const doubts: Doubts = new Map();
  const { take, messages } = taker();
  const look = (now: number) => takeUrgent(at, { take, doubts, clock: () => now });
  writeFileSync(path, '');
  expect(await look(10_000)).toMatchObject({ files: 0, againInMs: 1_000 });
  appendFileSync(path, '{"message":');
  expect(await look(10_900)).toMatchObject({ files: 0, againInMs: 1_000 });
  expect(await look(11_500)).toMatchObject({ files: 0, againInMs: 400 });
  appendFileSync(path, '"whole"}');
  expect(await look(11_600)).toMatchObject({ files: 1, rejected: [] });
  expect(messages()).toEqual(['whole']);
});

test('a file that stays unreadable is put aside after a second, and that is told as a critical alarm', async () => {
  const at = makeWorkspace();
  const doubts: Doubts = new Map();
  drop(at, 'torn.json', '{"message":"cut o', 600);
  drop(at, 'good.json', { message: 'good' });
  const { take, calls } = taker();
  expect(await takeUrgent(at, { take, doubts, clock: () => 50_000 })).toMatchObject({ files: 1, againInMs: 1_000 });
  expect(filesIn(at, 'incoming')).toEqual(['torn.json']);
  const taken = await takeUrgent(at, { take, doubts, clock: () => 51_000 });
  expect(taken).toMatchObject({ files: 1, rejected: [{ name: 'torn.json' }], againInMs: null });
  expect(filesIn(at, 'rejected')).toEqual(['torn.json']);
  expect(doubts.size).toBe(0);
  expect(calls[1]).toMatchObject([
    { severity: 'critical', status: 'firing', labels: { source: 'ops', resource: 'torn.json' } },
  ]);
  expect(calls[1]?.[0]?.message).toMatch(
    /^an urgent alarm file could not be read: torn.json is not JSON: .*\. It lies in alerts\/urgent\/rejected\/torn.json$/,
  );
});

test('a file that goes on changing without ever being whole is told in the end', async () => {
  const at = makeWorkspace();
  const doubts: Doubts = new Map();
  const { take, messages } = taker();
  const path = join(at.urgentAlerts, 'endless.json');
  for (let now = 0; now < 10_000; now += 500) {
    appendFileSync(path, '[');
    await takeUrgent(at, { take, doubts, locale: 'ko', clock: () => 1_000_000 + now });
  }
  expect(messages()).toEqual([]);
  appendFileSync(path, '[');
  await takeUrgent(at, { take, doubts, locale: 'ko', clock: () => 1_010_000 });
  expect(messages().join()).toContain('긴급 알람 파일을 읽을 수 없음: endless.json');
});

test('what is too long or says nothing is put aside at once, what is half understood is told by both halves', async () => {
  const at = makeWorkspace();
  drop(at, '1.json', `{"message":"${'x'.repeat(1_100_000)}"}`, 3);
  drop(at, '2.json', {}, 2);
  drop(at, '3.json', [{ message: 'good' }, 7, 8], 1);
  const { take, messages } = taker();
  await takeUrgent(at, { take });
  expect(filesIn(at, 'rejected')).toEqual(['1.json', '2.json', '3.json']);
  expect(messages().map((message) => message.split('. It lies')[0])).toEqual([
    'an urgent alarm file could not be read: 1.json is 1100014 bytes long, more than 1048576',
    'an urgent alarm file could not be read: 2.json has no message, title, summary, name or metric',
    'good',
    'an urgent alarm file could not be read: 3.json alarm 2 is no JSON object, and 1 more such',
  ]);
});

test('what is not stored for good is not put away, and is taken the next time', async () => {
  const at = makeWorkspace();
  for (let index = 0; index < 5; index += 1) drop(at, `${index}.json`, { message: `alarm ${index}` });
  const full = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  await expect(takeUrgent(at, { take: full })).rejects.toThrow('ENOSPC');
  expect(filesIn(at, 'done')).toEqual([]);
  const { take, messages } = taker();
  await takeUrgent(at, { take });
  expect(messages().sort()).toEqual([0, 1, 2, 3, 4].map((index) => `alarm ${index}`));
  expect(filesIn(at, 'done')).toHaveLength(5);
});

test('one alarm that breaks the program holds up no other, and is told', async () => {
  const at = makeWorkspace();
  for (let index = 0; index < 5; index += 1) drop(at, `${index}.json`, { message: `alarm ${index}` });
  const taken: string[] = [];
  const result = await takeUrgent(at, {
    take: (alarms) => {
      if (alarms.some(({ message }) => message === 'alarm 3')) throw new TypeError('cannot read it');
      taken.push(...alarms.map(({ message }) => message));
    },
  });
  expect(taken.filter((message) => message.startsWith('alarm'))).toHaveLength(4);
  expect(taken.join()).toContain('3.json could not be taken: cannot read it');
  expect(result.rejected).toEqual([{ name: '3.json', reason: 'could not be taken: cannot read it' }]);
});

test('a file that is written anew while the old one is taken is another alarm', async () => {
  const at = makeWorkspace();
  drop(at, 'disk.json', { message: 'old' });
  const messages: string[] = [];
  await takeUrgent(at, {
    take: (alarms) => {
      if (messages.length === 0) drop(at, 'disk.json', { message: 'new' });
      messages.push(...alarms.map(({ message }) => message));
    },
  });
  expect(filesIn(at, 'incoming')).toEqual(['disk.json']);
  const { take, messages: later } = taker();
  await takeUrgent(at, { take });
  messages.push(...later());
  expect(messages).toEqual(['old', 'new']);
});

test('a file that a killed process left half way is taken by the next one', async () => {
  const at = makeWorkspace();
  drop(at, 'x.json', { message: 'half way' });
  mkdirSync(placeOf(at, 'taking'), { recursive: true });
  renameSync(join(at.urgentAlerts, 'x.json'), join(placeOf(at, 'taking'), 'x.json'));
  drop(at, 'x.json', { message: 'a new one' });
  const { take, messages } = taker();
  await takeUrgent(at, { take });
  expect(messages()).toEqual(['half way', 'a new one']);
  expect(filesIn(at, 'done')).toHaveLength(2);
});

test('what was taken long ago, and what is too much, is removed, the oldest first', async () => {
  const at = makeWorkspace();
  const { take } = taker();
  for (let index = 0; index < 6; index += 1) {
    drop(at, `${index}.json`, { message: 'x'.repeat(1_000) });
    await takeUrgent(at, { take });
  }
  expect(tidyUrgent(at)).toBe(0);
  expect(tidyUrgent(at, Date.now(), { days: 30, files: 5, bytes: 1e9 })).toBe(1);
  expect(filesIn(at, 'done')).toEqual(['1.json', '2.json', '3.json', '4.json', '5.json']);
  expect(tidyUrgent(at, Date.now(), { days: 30, files: 5, bytes: 3_100 })).toBe(2);
  expect(tidyUrgent(at, Date.now() + 31 * 86_400_000)).toBe(3);
});
