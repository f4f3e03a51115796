import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../../../src/core/files/layout.ts';
import { encodeSegment } from '../../../src/core/metrics/history/segment.ts';
import { tableOf } from '../../../src/core/metrics/history/table.ts';
import { makeWorkspace, storeRecord, writeFile } from '../../helpers/index.ts';

export const DAYS = ['2026-03-01', '2026-03-02', '2026-03-03'];

export function segmentOf(value: number): Buffer {
  return encodeSegment(tableOf([{ time: 1_000, values: { cpu_percent: value } }]));
}

/** A workspace that has something of every part. */
export function sampleWorkspace(): Layout {
  const at = makeWorkspace({ locale: 'en' });
  writeFile(join(at.metrics, 'latest.json'), '{"version":1,"cpu":12}\n');
  for (const [index, day] of DAYS.entries()) {
    writeFile(join(at.metrics, 'samples', `${day}.seg`), '');
    writeFileSync(join(at.metrics, 'samples', `${day}.seg`), segmentOf(index));
  }
  writeFile(join(at.analysis, 'latest.json'), '{"version":1,"errors":3}\n');
  writeFile(join(at.activeIncidents, '디스크 가득.md'), '# Disk full\n');
  writeFile(join(at.state, 'holds.json'), '{"version":1,"holds":{"reporter":"paused"}}\n');
  writeFile(
    join(at.schedules, 'reporter.json'),
    '{"version":1,"job":"reporter","lastSlot":"2026-03-01T00:00:00.000Z"}\n',
  );
  writeFile(at.runLog, '{"version":1,"runId":"a"}\n{"version":1,"runId":"b"}\n');
  writeFile(join(at.root, 'playbooks', 'restart-web.sh'), '#!/bin/sh\n');
  storeRecord(at, { status: 'done', endedAt: '2026-03-01T00:00:00.000Z' });
  return at;
}
