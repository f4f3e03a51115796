import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Insights } from '../../src/core/logs/insights.ts';
import { readLogState } from '../../src/core/logs/state-file.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { makeFolder, makeWorkspace } from '../helpers/index.ts';
import { canTrace, traced } from './support/strace.ts';

/** A run replaces its state, then the report's two files and the newest one, each by a rename. */
const RENAMES = 4;

test.skipIf(!canTrace())(
  'killed before any of its writes, the analyzer counts and reports every line once',
  async () => {
    const program = await bundleProgram(join(import.meta.dirname, 'support/analyze-once.ts'));
    const at = makeWorkspace();
    const log = join(makeFolder(), 'a.log');
    const command = [process.execPath, program, at.root, log];
    let written = 0;
    const write = () => {
      appendFileSync(log, `${new Date().toISOString()} ERROR line ${written}\n`);
      written += 1;
    };
    for (let rename = 1; rename <= RENAMES; rename += 1) {
      write();
      const inject = ['-e', `inject=rename,renameat,renameat2:signal=SIGKILL:when=${rename}`];
      const killed = spawnSync('strace', traced(inject, command));
      expect(killed.signal ?? killed.status, killed.stderr.toString()).not.toBe(0);
      if (rename % 2 === 0) write();
    }
    write();
    const last = spawnSync(command[0] ?? '', command.slice(1));
    expect(last.status, last.stderr.toString()).toBe(0);

    const state = readLogState(at);
    const totals = state.state === 'read' ? state.value.templates.map(({ text, total }) => [text, total]) : [];
    expect(totals).toEqual([['line <*>', written]]);
    const reports = readdirSync(at.analysis).filter(
      (name) => name.startsWith('log-insights') && name.endsWith('.json'),
    );
    const lines = reports.map((name) => JSON.parse(readFileSync(join(at.analysis, name), 'utf8')) as Insights);
    expect(lines.reduce((sum, { summary }) => sum + summary.lines, 0)).toBe(written);
  },
);
