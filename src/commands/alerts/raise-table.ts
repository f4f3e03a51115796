import type { CommandSpec } from '../command.ts';

/** Alarms from outside: by hand, and by HTTP. */
export const alertRaiseCommands: readonly CommandSpec[] = [
  {
    path: 'alerts raise',
    summary: 'Raise an alarm: it is told at once',
    arguments: [['[message]', 'what is wrong; - reads standard input']],
    options: [
      ['--severity <severity>', 'info, warning or critical', 'critical'],
      ['--name <name>', 'what it is called: the same name and resource are the same alarm (default: the message)'],
      ['--resource <resource>', 'what it is about: a host, a disk, a service'],
      ['--metric <metric>', 'the reading that it is about'],
      ['--value <number>', 'its value, such as 95 or 95%'],
      ['--threshold <number>', 'the value from which on it is wrong'],
      ['--label <name=value...>', 'more labels'],
      ['--resolved', 'it is over'],
      ['--wait', 'until the orchestrator has taken it; exit 2: it is stored, and was not taken within the time'],
      ['--timeout-seconds <n>', 'how long to wait', '30'],
    ],
    examples: [
      'ops alerts raise "Backup of db1 failed"',
      'ops alerts raise "Disk is nearly full" --name disk_full --resource /data --value 97% --threshold 90%',
      'ops alerts raise --name disk_full --resource /data --resolved',
      'tail -n 5 import.log | ops alerts raise - --name import_failed --severity warning',
    ],
    load: () => import('./raise.ts'),
  },
  {
    path: 'alerts listen',
    summary: "Take alarms by HTTP on this machine: Alertmanager's webhook and others",
    options: [
      ['--port <n>', '0 for any that is free', '9193'],
      ['--host <address>', 'a loopback address', '127.0.0.1'],
      ['--token-file <file>', 'the token that senders must show (default: state/listen-token, made when missing)'],
    ],
    examples: ['ops alerts listen', 'ops agents add listener --persistent -- ops alerts listen'],
    unbounded: true,
    load: () => import('./listen.ts'),
  },
];
