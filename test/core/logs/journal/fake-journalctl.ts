import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Knows what is asked of journalctl: units, a cursor's place (an unknown one is the nearest behind it, as journald has it) and a number of entries. */
const SCRIPT = `#!/bin/sh
after= from= lines= units=
for each in "$@"; do
  case $each in
    --after-cursor=*) after=\${each#*=} ;;
    --cursor=*) from=\${each#*=} ;;
    --lines=*) lines=\${each#*=} ;;
    --unit=*) units="$units \${each#*=} " ;;
  esac
done
here=$(dirname "$0")
echo "$@" >> "$here/../calls"
[ -f "$here/../fails" ] && { cat "$here/../fails" >&2; exit 1; }
[ -f "$here/../says" ] && cat "$here/../says" >&2
[ -f "$here/../hangs" ] && exec sleep 60
exec awk -F '\\t' -v after="$after" -v from="$from" -v lines="$lines" -v units="$units" '
  units != "" && !index(units, " " $2 " ") { next }
  after != "" && $1 + 0 <= after + 0 { next }
  from != "" && $1 + 0 < from + 0 { next }
  { found[++count] = $3 }
  END {
    first = (from == "" && lines != "" && count > lines) ? count - lines + 1 : 1
    last = (from != "" && lines != "" && count > lines) ? lines : count
    for (n = first; n <= last; n++) print found[n]
  }' "$here/../entries"
`;

/** A journalctl of its own folder, to be put first on PATH, and the journal that it reads. */
export function fakeJournal(folder: string) {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'journalctl'), SCRIPT);
  chmodSync(join(bin, 'journalctl'), 0o755);
  writeFileSync(join(folder, 'entries'), '');
  let next = 1;
  return {
    bin,
    /** Microseconds of the entry that is written n-th, from 1. */
    micros: (n: number) => 1_767_322_800_000_000 + n * 1_000_000,
    write(message: unknown, fields: Record<string, unknown> = {}, unit = 'ssh.service') {
      const entry = {
        __CURSOR: String(next),
        __REALTIME_TIMESTAMP: String(this.micros(next)),
        MESSAGE: message,
        PRIORITY: '6',
        SYSLOG_IDENTIFIER: 'sshd',
        _PID: '77',
        ...fields,
      };
      appendFileSync(join(folder, 'entries'), `${next}\t${unit}\t${JSON.stringify(entry)}\n`);
      next += 1;
    },
    writeRaw(text: string) {
      appendFileSync(join(folder, 'entries'), `${next}\tssh.service\t${text}\n`);
      next += 1;
    },
    forget: () => writeFileSync(join(folder, 'entries'), ''),
  };
}
