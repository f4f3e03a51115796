import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openIncident } from '../../../src/core/incidents/open.ts';
import { listIncidents } from '../../../src/core/incidents/store.ts';
import { makeWorkspace, waitFor } from '../../helpers/index.ts';

test('a list that is asked for again shows what was changed meanwhile, and reads no file anew that was not', async () => {
  const at = makeWorkspace();
  const plain = { by: 'kim', message: null, evidence: '', kind: null, resourceClass: null, host: null, alerts: [] };
  const id = openIncident(at, { title: 'Slow', severity: 'warning', ...plain }, Date.now());
  const path = join(at.activeIncidents, `${id}.md`);
  const list = () => listIncidents(at, 'active').incidents[0];
  // Young files are read each time.
  const again = list;
  await waitFor(() => list() === again(), { what: 'the file to settle' });
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('severity: warning', 'severity: critical'));
  expect(list()?.severity).toBe('critical');
  writeFileSync(path, text);
  utimesSync(path, 1, 1);
  expect(list()?.severity).toBe('warning');
});
