import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tail } from '../../../src/core/logs/tail.ts';
import { createMiner } from '../../../src/core/logs/templates/miner.ts';
import type { Track } from '../../../src/core/logs/track.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-tail-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

/** A reader that is started anew for every look, as each run of the analyzer is: only its state lives on, through JSON. */
function reader(...sources: string[]) {
  let tracks: Track[] = [];
  let clock = Date.now();
  return {
    problems: [] as string[],
    skip(ms: number) {
      clock += ms;
    },
    async look(firstLookBytes?: number): Promise<string[]> {
      const lines: string[] = [];
      const result = await tail({
        sources: sources.map(at),
        tracks: JSON.parse(JSON.stringify(tracks)) as Track[],
        now: new Date(clock),
        ...(firstLookBytes === undefined ? {} : { firstLookBytes }),
        onBlock: ({ bytes, start, end }) => {
          const text = bytes.toString('utf8', start, end);
          lines.push(...(text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));
        },
      });
      tracks = result.tracks;
      this.problems = result.problems.map(({ path, reason }) => `${path.replace(`${folder}/`, '')}: ${reason}`);
      return lines;
    },
  };
}

test('sixteen lines are sixteen after five looks', async () => {
  writeFileSync(at('a.log'), Array.from({ length: 16 }, (_, n) => `line ${n}\n`).join(''));
  const read = reader('a.log');
  let count = 0;
  for (let look = 0; look < 5; look += 1) count += (await read.look()).length;
  expect(count).toBe(16);
});

test('what is appended between looks is read once, a line that is not whole waits', async () => {
  writeFileSync(at('a.log'), 'one\ntw');
  const read = reader('a.log');
  expect(await read.look()).toEqual(['one']);
  appendFileSync(at('a.log'), 'o\nthree\n');
  expect(await read.look()).toEqual(['two', 'three']);
  expect(await read.look()).toEqual([]);
});

test('a last line without line feed counts when its file has settled, and what follows later belongs to it', async () => {
  writeFileSync(at('a.log'), 'one\npanic');
  const read = reader('a.log');
  expect(await read.look()).toEqual(['one']);
  read.skip(120_000);
  expect(await read.look()).toEqual(['panic']);
  appendFileSync(at('a.log'), ' of the disk\nnext\n');
  expect(await read.look()).toEqual(['next']);
});

test('rename and create: the rest of the old file is read, then the new one', async () => {
  writeFileSync(at('a.log'), 'first of the old\n');
  const read = reader('a.log');
  await read.look();
  appendFileSync(at('a.log'), 'last of the old\n');
  renameSync(at('a.log'), at('a.log.1'));
  writeFileSync(at('a.log'), 'first of the new\n');
  expect(await read.look()).toEqual(['last of the old', 'first of the new']);
  expect(await read.look()).toEqual([]);
});

test('a rotated file that is still written to is read on', async () => {
  writeFileSync(at('a.log'), 'one\n');
  const read = reader('a.log');
  await read.look();
  renameSync(at('a.log'), at('a.log.1'));
  writeFileSync(at('a.log'), 'new one\n');
  expect(await read.look()).toEqual(['new one']);
  appendFileSync(at('a.log.1'), 'late\n');
  expect(await read.look()).toEqual(['late']);
  appendFileSync(at('a.log.1'), 'later\n');
  appendFileSync(at('a.log'), 'new two\n');
  expect(await read.look()).toEqual(['later', 'new two']);
});

test.each(['a.log', 'a.log*'])(
  'a whole chain of rotations with gzip, watched as %s, gives every line once',
  async (source) => {
    const read = reader(source);
    const written: string[] = [];
    const seen: string[] = [];
    const write = (text: string) => {
      written.push(text);
      appendFileSync(at('a.log'), `${text}\n`);
    };
    for (let round = 0; round < 6; round += 1) {
      write(`round ${round} begins`);
      seen.push(...(await read.look()));
      write(`round ${round} ends`);
      rmSync(at('a.log.3.gz'), { force: true });
      if (round > 1) renameSync(at('a.log.2.gz'), at('a.log.3.gz'));
      if (round > 0) {
        writeFileSync(at('a.log.2.gz'), gzipSync(readFileSync(at('a.log.1'))));
        unlinkSync(at('a.log.1'));
      }
      renameSync(at('a.log'), at('a.log.1'));
      writeFileSync(at('a.log'), '');
      seen.push(...(await read.look()));
    }
    expect(seen.sort()).toEqual(written.sort());
  },
);

test('a file that was rotated and compressed between two looks is read on inside the gzip', async () => {
  writeFileSync(at('a.log'), 'read before\n');
  const read = reader('a.log');
  await read.look();
  appendFileSync(at('a.log'), 'only in the gzip\n');
  writeFileSync(at('a.log-20260102.gz'), gzipSync(readFileSync(at('a.log'))));
  rmSync(at('a.log'));
  writeFileSync(at('a.log'), 'new\n');
  expect((await read.look()).sort()).toEqual(['new', 'only in the gzip']);
  expect(await read.look()).toEqual([]);
});

test.each(['a.log', 'a.log*'])('copytruncate, watched as %s', async (source) => {
  writeFileSync(at('a.log'), 'one\n');
  const read = reader(source);
  await read.look();
  appendFileSync(at('a.log'), 'two\n');
  copyFileSync(at('a.log'), at('a.log.1'));
  expect(await read.look()).toEqual(['two']);
  appendFileSync(at('a.log'), 'three\n');
  copyFileSync(at('a.log'), at('a.log.1'));
  truncateSync(at('a.log'));
  appendFileSync(at('a.log'), 'four\n');
  expect((await read.look()).sort()).toEqual(['four', 'three']);
  expect(await read.look()).toEqual([]);
});

test('emptied and grown again past the old place before the next look', async () => {
  writeFileSync(at('a.log'), 'short\n');
  const read = reader('a.log');
  await read.look();
  writeFileSync(at('a.log'), 'another beginning\nand more than before\n');
  expect(await read.look()).toEqual(['another beginning', 'and more than before']);
});

test('emptied and grown again under the same first kilobyte', async () => {
  const banner = `${'='.repeat(99)}\n`.repeat(11);
  writeFileSync(at('a.log'), `${banner}monday\n`);
  const read = reader('a.log');
  await read.look();
  writeFileSync(at('a.log'), `${banner}friday\nsaturday\n`);
  expect((await read.look()).slice(11)).toEqual(['friday', 'saturday']);
});

test('an inode that is used again is another file', async () => {
  const read = reader('a.log');
  writeFileSync(at('a.log'), 'the old file\n');
  await read.look();
  for (let round = 0; round < 5; round += 1) {
    rmSync(at('a.log'));
    writeFileSync(at('a.log'), `the new file ${round}, longer than the old one\n`);
    expect(await read.look()).toEqual([`the new file ${round}, longer than the old one`]);
  }
});

test('a file shorter than the fingerprint grows without being taken for another', async () => {
  const read = reader('a.log');
  const seen: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    appendFileSync(at('a.log'), `${n} ${'x'.repeat(40)}\n`);
    seen.push(...(await read.look()));
  }
  expect(seen.map((line) => Number(line.split(' ')[0]))).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

test('one file under two globs, a symbolic and a hard link is read once', async () => {
  writeFileSync(at('a.log'), 'one\n');
  symlinkSync(at('a.log'), at('b.log'));
  linkSync(at('a.log'), at('c.log'));
  const read = reader('a.log', '*.log', 'a*');
  expect(await read.look()).toEqual(['one']);
  appendFileSync(at('a.log'), 'two\n');
  expect(await read.look()).toEqual(['two']);
});

test('a symbolic link that is turned to another file: the rest of the old one, then the new one', async () => {
  writeFileSync(at('monday.txt'), 'm1\n');
  writeFileSync(at('tuesday.txt'), 't1\n');
  symlinkSync(at('monday.txt'), at('today.log'));
  const read = reader('today.log');
  expect(await read.look()).toEqual(['m1']);
  appendFileSync(at('monday.txt'), 'm2\n');
  unlinkSync(at('today.log'));
  symlinkSync(at('tuesday.txt'), at('today.log'));
  expect(await read.look()).toEqual(['m2', 't1']);
});

test('lines longer than a block count once, with endless ones too', async () => {
  const read = reader('a.log');
  writeFileSync(at('a.log'), `${'a'.repeat(400_000)}\nshort\n${'b'.repeat(700_000)}`);
  const lines = await read.look();
  expect(lines.map((line) => line.length)).toEqual([65_536, 5, 65_536]);
  appendFileSync(at('a.log'), `${'b'.repeat(300_000)}\nafter\n`);
  expect(await read.look()).toEqual(['after']);
});

test('the hole that copytruncate leaves under a writer that keeps its place is not binary, and its line is read', async () => {
  const read = reader('a.log');
  writeFileSync(at('a.log'), Buffer.concat([Buffer.alloc(300_000), Buffer.from('after the hole\nnext\n')]));
  const lines = await read.look();
  expect(lines.at(-1)).toBe('next');
  expect(read.problems).toEqual([]);
});

test('bytes that are not UTF-8 harm nothing', async () => {
  writeFileSync(at('a.log'), Buffer.from([0x66, 0xfc, 0x72, 0x0a, 0x6f, 0x6b, 0x0a]));
  expect((await reader('a.log').look()).at(-1)).toBe('ok');
});

test('FIFOs, folders, binary and compressed files of other kinds and missing ones are named with the reason', async () => {
  execFileSync('mkfifo', [at('pipe.log')]);
  mkdirSync(at('folder.log'));
  writeFileSync(at('binary.log'), Buffer.from(Array.from({ length: 900 }, (_, n) => n % 256)));
  writeFileSync(at('x.log.xz'), Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2]));
  writeFileSync(at('good.log'), 'good\n');
  const read = reader('*.log*', 'none.log');
  expect(await read.look()).toEqual(['good']);
  expect(read.problems.sort()).toEqual([
    'binary.log: is binary',
    'folder.log: is a folder',
    'none.log: does not exist',
    'pipe.log: is a FIFO',
    'x.log.xz: is compressed with xz, which is not read',
  ]);
});

test('a file that vanishes and comes back is not counted again', async () => {
  writeFileSync(at('a.log'), 'one\n');
  const read = reader('a.log');
  await read.look();
  renameSync(at('a.log'), at('hidden'));
  expect(await read.look()).toEqual([]);
  renameSync(at('hidden'), at('a.log'));
  appendFileSync(at('a.log'), 'two\n');
  expect(await read.look()).toEqual(['two']);
});

test('a file that is deleted while its writer holds it, then made anew: what is gone is gone, the new one is read whole', async () => {
  const writer = openSync(at('a.log'), 'a');
  writeSync(writer, 'one\n');
  const read = reader('a.log');
  expect(await read.look()).toEqual(['one']);
  unlinkSync(at('a.log'));
  writeSync(writer, 'nobody can read this\n');
  expect(await read.look()).toEqual([]);
  expect(read.problems).toEqual(['a.log: does not exist']);
  writeFileSync(at('a.log'), 'another one\ntwo\n');
  closeSync(writer);
  expect(await read.look()).toEqual(['another one', 'two']);
  expect(read.problems).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is named, and read when it may', async () => {
  writeFileSync(at('a.log'), 'one\n');
  writeFileSync(at('b.log'), 'two\n');
  chmodSync(at('a.log'), 0);
  const read = reader('*.log');
  expect(await read.look()).toEqual(['two']);
  expect(read.problems).toEqual(['a.log: permission denied']);
  chmodSync(at('a.log'), 0o600);
  expect(await read.look()).toEqual(['one']);
});

test.skipIf(process.platform !== 'linux')('a file that fails as it is read costs only itself', async () => {
  writeFileSync(at('a.log'), 'one\n');
  symlinkSync('/proc/self/mem', at('broken.log'));
  const read = reader('*.log');
  expect(await read.look()).toEqual(['one']);
  expect(read.problems).toEqual(['broken.log: the disk reported an error']);
});

test('times without a year are counted into the right year across the turn of the year', async () => {
  writeFileSync(at('a.log'), 'Dec 31 23:59:58 h p[1]: old\nJan  1 00:00:02 h p[1]: new\n');
  const now = new Date(2026, 0, 1, 0, 0, 5);
  const miner = createMiner({ now });
  await tail({ sources: [at('a.log')], tracks: [], now, onBlock: (block, file) => miner.add(block, file) });
  expect(miner.shapes().map(({ first }) => new Date(first ?? 0).getFullYear())).toEqual([2025, 2026]);
});

test('a clock that goes back changes nothing', async () => {
  writeFileSync(at('a.log'), 'one\n');
  const read = reader('a.log');
  await read.look();
  read.skip(-7_200_000);
  utimesSync(at('a.log'), new Date(0), new Date(0));
  appendFileSync(at('a.log'), 'two\n');
  expect(await read.look()).toEqual(['two']);
});

test('new files of a glob and of a folder are found while it runs', async () => {
  mkdirSync(at('sub'));
  writeFileSync(at('sub/a.log'), 'a\n');
  const read = reader('sub', '**/*.txt');
  expect(await read.look()).toEqual(['a']);
  writeFileSync(at('sub/b.log'), 'b\n');
  mkdirSync(at('deep/er'), { recursive: true });
  writeFileSync(at('deep/er/c.txt'), 'c\n');
  expect((await read.look()).sort()).toEqual(['b', 'c']);
});

test('a gzip file that is cut short gives what it holds, says so, and goes on when it is whole', async () => {
  const whole = gzipSync(Array.from({ length: 5_000 }, (_, n) => `line ${n} ${Math.sin(n)}\n`).join(''));
  writeFileSync(at('a.log.gz'), whole.subarray(0, whole.length / 2));
  const read = reader('a.log.gz');
  const first = await read.look();
  expect(read.problems[0]).toMatch(/^a\.log\.gz: gzip: /);
  writeFileSync(at('a.log.gz'), whole);
  const rest = await read.look();
  expect([...first, ...rest].map((line) => line.split(' ')[1])).toEqual(
    Array.from({ length: 5_000 }, (_, n) => String(n)),
  );
});

test('a first look at a file that is too big takes its end and begins at a line', async () => {
  writeFileSync(at('a.log'), Array.from({ length: 1_000 }, (_, n) => `line ${n}\n`).join(''));
  const lines = await reader('a.log').look(100);
  expect(lines.at(-1)).toBe('line 999');
  expect(lines.length).toBeLessThan(12);
  expect(lines.every((line) => /^line \d+$/.test(line))).toBe(true);
});

test('whatever is done to a log, no line is read twice and none is lost that was there at two looks', async () => {
  const act = fc.constantFrom('write', 'write', 'write', 'look', 'look', 'rotate', 'compress', 'copytruncate');
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), fc.constantFrom('a.log', 'a.log*'), async (acts, source) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const read = reader(source);
      const seen: string[] = [];
      let written = 0;
      writeFileSync(at('a.log'), '');
      for (const each of [...acts, 'look', 'look']) {
        if (each === 'write') {
          appendFileSync(at('a.log'), `line ${written}\n`);
          written += 1;
        } else if (each === 'look') seen.push(...(await read.look()));
        else {
          // Two rotations between two looks would remove lines that nobody could have read, and a file that was empty at the
          // last look cannot be known again under another inode.
          appendFileSync(at('a.log'), `line ${written}\n`);
          written += 1;
          seen.push(...(await read.look()));
          if (each === 'rotate') {
            renameSync(at('a.log'), at('a.log.1'));
            writeFileSync(at('a.log'), '');
          } else if (each === 'compress') {
            appendFileSync(at('a.log'), `line ${written}\n`);
            written += 1;
            writeFileSync(at('a.log.2.gz'), gzipSync(readFileSync(at('a.log'))));
            unlinkSync(at('a.log'));
            writeFileSync(at('a.log'), '');
            seen.push(...(await read.look()));
          } else {
            appendFileSync(at('a.log'), `line ${written}\n`);
            written += 1;
            copyFileSync(at('a.log'), at('a.log.1'));
            truncateSync(at('a.log'));
            seen.push(...(await read.look()));
          }
        }
      }
      expect(seen.map((line) => Number(line.slice(5))).sort((a, b) => a - b)).toEqual(
        Array.from({ length: written }, (_, n) => n),
      );
    }),
    { numRuns: 60 },
  );
});
