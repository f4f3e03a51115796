import { compare, ratioRow } from './support/measure.mjs';
import { makeWorkspace, PROGRAM, writeRecords } from './support/workspace.mjs';

export const summary = 'read commands from cold, against node -e 0';

const SIZES = { 100: 1.5, 1000: 2, 10000: 6 };
const ROUNDS = 15;

/** `--version`, and `sessions list --json` over registries of three sizes. */
export async function run({ progress }) {
  const workspaces = Object.keys(SIZES).map((size) => {
    const workspace = makeWorkspace();
    writeRecords(workspace.root, Number(size));
    return { size, workspace };
  });
  try {
    const commands = { '--version': [process.execPath, PROGRAM, '--version'] };
    for (const { size, workspace } of workspaces) {
      const words = ['--workspace', workspace.root, 'sessions', 'list', '--json'];
      commands[size] = [process.execPath, PROGRAM, ...words];
    }
    const measured = compare(commands, { rounds: ROUNDS, progress });
    return [
      ratioRow('node -e 0', measured['node -e 0'], null),
      ratioRow('ops --version', measured['--version'], 1.5),
      ...Object.entries(SIZES).map(([size, budget]) =>
        ratioRow(`sessions list --json, ${Number(size).toLocaleString('en')} records`, measured[size], budget),
      ),
    ];
  } finally {
    for (const { workspace } of workspaces) workspace.remove();
  }
}
