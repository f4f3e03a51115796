// Packs the days of a workspace that are over, and removes what is too old, at the given time: once.
import { layout } from '../../../src/core/files/layout.ts';
import { maintainHistory } from '../../../src/core/metrics/history/maintain.ts';

const [root = '', time = ''] = process.argv.slice(2);
maintainHistory(layout(root), Number(time), { samplesDays: 30, hoursDays: 366, mostBytes: 1e9 });
