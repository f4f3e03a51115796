import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanReports } from '../../../src/core/reports/retention.ts';
import { makeWorkspace } from '../../helpers/index.ts';

const NOW = Date.parse('2026-10-10T09:00:00Z');

test('a report goes when its period ended longer ago than reports are kept, in all its forms', () => {
  const at = makeWorkspace();
  const old = ['daily-ops-2025-10-01.md', 'daily-ops-2025-10-01.html', 'daily-ops-2025-10-01.json'];
  const kept = [
    'daily-ops-2025-10-11.md',
    'daily-ops-2026-10-09.md',
    // Its month ended within the year, its first day did not lie in it.
    'monthly-ops-2025-10.md',
    'weekly-ops-2025-W41.md',
    // A person's own files, and what only looks like a report.
    'notes.md',
    'daily-ops-2025-13-77.md',
    'daily-ops-today.md',
  ];
  const gone = [...old, 'weekly-ops-2025-W40.md', 'monthly-ops-2025-09.json'];
  for (const name of [...gone, ...kept]) writeFileSync(join(at.reports, name), '');
  expect(cleanReports(at, 365, NOW)).toBe(gone.length);
  expect(readdirSync(at.reports).sort()).toEqual([...kept].sort());
  expect(cleanReports(at, 365, NOW)).toBe(0);
});
