import type { CommandSpec } from '../command.ts';

export const eventCommands: readonly CommandSpec[] = [
  {
    path: 'events',
    reads: true,
    summary: 'Everything that happens, as JSON lines: sessions, alerts, messages, healing, heartbeats',
    options: [
      ['--follow', 'go on with what happens from now on'],
      ['--since <cursor>', 'what came after the event with this cursor, nothing twice and nothing left out'],
      ['--kind <pattern>', "of this kind only: 'alert.*', 'session.ended', 'heal.*'"],
      ['--limit <n>', 'so many: without --since the last ones (50), with it the first ones (all)'],
    ],
    examples: ['ops events --limit 10', "ops events --follow --kind 'alert.*'", 'ops events --since "$cursor"'],
    load: () => import('./events.ts'),
  },
  {
    path: 'wait',
    reads: true,
    summary: 'Wait until something is so: exit 0 when it is, 1 when it cannot be any more, 2 when the time is over',
    options: [
      ['--for <condition>', "such as 'agent=web status=done', 'alert=disk_usage state=resolved', 'health=ok'"],
      ['--timeout <duration>', 'such as 90s, 10m; without it for ever'],
    ],
    examples: [
      "ops wait --for 'agent=nightly status=done' --timeout 1h",
      "ops wait --for 'incident=20260301-1000-disk status=resolved'",
      "ops wait --for 'approval=1a2b3c4d state=allowed' --timeout 15m",
    ],
    load: () => import('./wait.ts'),
  },
];
