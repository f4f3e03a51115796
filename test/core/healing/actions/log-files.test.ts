import { appendFileSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressFiles } from '../../../../src/core/healing/actions/compress-files.ts';
import { rotate } from '../../../../src/core/healing/actions/rotate.ts';
import { truncateFile } from '../../../../src/core/healing/actions/truncate-file.ts';
import { makeFolder, writeFile } from '../../../helpers/folders.ts';
import { contextIn, onlyStep, planAndRun, settingsOf } from './support/action.ts';

const LINES = 'the same line again and again\n'.repeat(2_000);

describe.runIf(process.platform === 'linux')('actions on logs', () => {
  it('compress_files packs old files, and never over another file', async () => {
    const root = makeFolder();
    writeFile(join(root, 'a.log.1'), LINES);
    writeFile(join(root, 'b.log.1'), LINES);
    writeFile(join(root, 'b.log.1.gz'), 'taken');
    const given = {
      roots: [root],
      names: ['*.log.*'],
      older_than: '1d',
      min_megabytes: 0.01,
      unseen_processes: 'accept',
    };
    const result = await planAndRun(compressFiles, settingsOf('compress_files', given), contextIn(10));
    expect(result.ok).toBe(true);
    expect(result.text).toMatch(/^compressed 60.0 KB in 1 file to .* is there already/);
    expect(readdirSync(root).sort()).toEqual(['a.log.1.gz', 'b.log.1', 'b.log.1.gz']);
    expect(gunzipSync(readFileSync(join(root, 'a.log.1.gz'))).toString()).toBe(LINES);
    expect(readFileSync(join(root, 'b.log.1.gz'), 'utf8')).toBe('taken');
  });

  it('rotate keeps every line, also those written after the plan, and empties the file', async () => {
    const root = makeFolder();
    const path = writeFile(join(root, 'app.log'), LINES);
    const context = contextIn();
    const step = await onlyStep(rotate, settingsOf('rotate', { path, min_megabytes: 0 }), context);
    expect(step.gain).toMatch(/^about \d.* of 60.0 KB$/);
    appendFileSync(path, 'last\n');
    expect(await rotate.run(step, context)).toMatchObject({ ok: true });
    expect(readFileSync(path, 'utf8')).toBe('');
    const packed = readdirSync(root).find((name) => name.endsWith('.gz')) ?? '';
    expect(gunzipSync(readFileSync(join(root, packed))).toString()).toBe(`${LINES}last\n`);
  });

  it('truncate_file empties the file of the plan and no other', async () => {
    const [root, outside] = [makeFolder(), makeFolder()];
    const path = writeFile(join(root, 'app.log'), LINES);
    const victim = writeFile(join(outside, 'victim'), LINES);
    const context = contextIn();
    const settings = settingsOf('truncate_file', { path, min_megabytes: 0 });
    const step = await onlyStep(truncateFile, settings, context);
    renameSync(path, join(root, 'was'));
    symlinkSync(victim, path);
    expect(await truncateFile.precheck(step, context)).not.toBeNull();
    expect((await truncateFile.run(step, context)).ok).toBe(false);
    expect(readFileSync(victim, 'utf8')).toBe(LINES);
    renameSync(join(root, 'was'), path);
    expect(await truncateFile.run(step, context)).toMatchObject({ ok: true });
    expect(readFileSync(path, 'utf8')).toBe('');
    writeFileSync(path, 'x');
    expect(await truncateFile.precheck(step, context)).toMatch(/emptied already/);
  });
});
