import { join } from 'node:path';
import { keepUrgent } from '../../../src/core/alerts/urgent/keep.ts';
import { appendJsonLines } from '../../../src/core/files/json-lines.ts';
import { layout } from '../../../src/core/files/layout.ts';

/** Takes urgent alarms into alerts/taken.jsonl until it is ended. Arguments: workspace. */
const [root = ''] = process.argv.slice(2);
const at = layout(root);
keepUrgent(at, {
  take: (alarms) =>
    appendJsonLines(
      join(at.alerts, 'taken.jsonl'),
      alarms.map(({ labels, message }) => ({ name: labels.alertname, length: message.length })),
      { sync: true },
    ),
  locale: () => 'en',
  taken: () => {},
  failed: (reason) => process.stderr.write(`${reason}\n`),
});
setInterval(() => {}, 60_000);
