import { run } from '../../../src/commands/alerts/listen.ts';
import type { Input } from '../../../src/commands/command.ts';
import { layout } from '../../../src/core/files/layout.ts';

/** `ops alerts listen --port 0` as a process of its own. Arguments: workspace. */
const [root = ''] = process.argv.slice(2);
const print = (text: string) => process.stdout.write(text);
const input = {
  args: [],
  rest: [],
  options: { port: '0' },
  json: false,
  root,
  open: () => layout(root),
  print,
  say: print,
};
await run(input as unknown as Input);
