import { guardTerminal } from '../../../../src/commands/dashboard/terminal/leaving.ts';
import { createTerminal } from '../../../../src/commands/dashboard/terminal/terminal.ts';

/** A dashboard that fails in the middle: by a throw, or by a promise that nobody catches. */
const terminal = createTerminal(process.stdin, process.stdout, { drained: () => {}, gone: () => {} });
guardTerminal({ leave: terminal.leave, enter: terminal.enter, lent: () => false });
terminal.enter();
terminal.write('in the alternate screen');
setTimeout(() => {
  const error = new Error('a fault in the view');
  if (process.argv[2] === 'throw') throw error;
  void Promise.reject(error);
}, 300);
