import { createBackup } from '../../../src/core/backup/create.ts';
import { layout } from '../../../src/core/files/layout.ts';

// Makes one backup after the other until somebody kills it. Its own program, so that it can be killed.
const at = layout(process.argv[2] ?? '');
for (;;) {
  const { name } = await createBackup(at, { keep: { daily: 1, weekly: 0 } });
  process.stdout.write(`${name}\n`);
}
