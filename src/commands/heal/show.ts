import { loadPlaybooks, playbookNamed } from '../../core/healing/playbooks/store.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Run } from '../command.ts';

/** As JSON in either form: what is printed can be stored as playbooks/<name>.json. */
export const run: Run = async (input) => {
  const [name = ''] = input.args;
  const { playbook, hash, file } = playbookNamed(await loadPlaybooks(input.open()), name);
  const from = file ?? 'came with the program';
  return {
    data: playbook,
    text: stripControl(`${JSON.stringify(playbook, null, 2)}\n\nFrom: ${from}\nHash: ${hash}\n`),
  };
};
