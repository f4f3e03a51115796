import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs JavaScript in a loop in a process of its own, each round's errors ignored, until it is stopped; then says how many rounds it did. */
export async function startHostile(body: string, values: object): Promise<{ stop: () => Promise<number> }> {
  const script = `
    const fs = require('node:fs');
    const v = ${JSON.stringify(values)};
    const quiet = (act) => { try { act(); } catch {} };
    let rounds = 0;
    let over = false;
    process.on('message', () => { over = true; });
    process.send('ready');
    const loop = () => {
      for (let n = 0; n < 50; n += 1) { rounds += 1; ${body} }
      if (over) process.send(rounds, () => process.exit(0));
      else setImmediate(loop);
    };
    loop();`;
  const child: ChildProcess = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return {
    stop: async () => {
      const answer = once(child, 'message');
      child.send('stop');
      const [rounds] = await answer;
      await once(child, 'exit');
      return Number(rounds);
    },
  };
}
