import { join } from 'node:path';
import { takeUrgent } from '../../../src/core/alerts/urgent/take.ts';
import { appendJsonLines } from '../../../src/core/files/json-lines.ts';
import { layout } from '../../../src/core/files/layout.ts';

/** Takes what lies in alerts/urgent once, to be killed at any point of that. Arguments: workspace. */
const [root = ''] = process.argv.slice(2);
const at = layout(root);
await takeUrgent(at, {
  take: (alarms) =>
    appendJsonLines(
      join(at.alerts, 'taken.jsonl'),
      alarms.map(({ message }) => ({ message })),
      { sync: true },
    ),
});
process.stdout.write('done');
