/** A program that may be run, and with which arguments: each form is a whole list, word by word. */
export interface AllowedProgram {
  /** Absolute. */
  paths: readonly string[];
  forms: readonly (readonly (string | RegExp)[])[];
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/;
const RULE_FILE = /^\/etc\/logrotate\.d\/[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/;

/** What a repair needs, and no more: no removal by pattern, no volumes, no word that is read as a command. */
export const ALLOWED_PROGRAMS: readonly AllowedProgram[] = [
  {
    paths: ['/usr/bin/journalctl', '/bin/journalctl'],
    forms: [
      ['--rotate'],
      ['--flush'],
      [/^--vacuum-size=[1-9]\d{0,5}[KMGT]$/],
      [/^--vacuum-time=[1-9]\d{0,4}(?:s|m|h|days|weeks|months)$/],
      ['--rotate', /^--vacuum-size=[1-9]\d{0,5}[KMGT]$/],
    ],
  },
  {
    paths: ['/usr/sbin/logrotate', '/usr/bin/logrotate'],
    forms: [['/etc/logrotate.conf'], ['--force', RULE_FILE], [RULE_FILE]],
  },
  {
    paths: ['/usr/bin/certbot', '/usr/local/bin/certbot', '/snap/bin/certbot'],
    forms: [
      ['renew', '--quiet', '--non-interactive'],
      ['renew', '--quiet', '--non-interactive', '--cert-name', NAME],
    ],
  },
  { paths: ['/usr/sbin/nginx', '/usr/local/sbin/nginx'], forms: [['-t'], ['-s', 'reload'], ['-s', 'reopen']] },
  { paths: ['/usr/sbin/apachectl', '/usr/sbin/apache2ctl'], forms: [['configtest'], ['graceful']] },
  {
    paths: ['/usr/bin/docker', '/usr/local/bin/docker', '/usr/bin/podman'],
    forms: [
      ['image', 'prune', '--force'],
      ['builder', 'prune', '--force'],
    ],
  },
  { paths: ['/usr/bin/apt-get'], forms: [['clean']] },
  { paths: ['/usr/bin/dnf'], forms: [['clean', 'packages']] },
  { paths: ['/usr/bin/npm', '/usr/local/bin/npm'], forms: [['cache', 'clean', '--force']] },
  { paths: ['/opt/homebrew/bin/brew', '/usr/local/bin/brew'], forms: [['cleanup']] },
];

/** They run whatever their arguments say, so that no list of arguments bounds them. */
const RUNS_ANYTHING =
  /\/(?:(?:ba|da|z|k|c|tc|fi)?sh|busybox|env|xargs|find|sudo|su|doas|nohup|setsid|nsenter|chroot|timeout|perl|ruby|node|python[\d.]*|awk|gawk|mawk|pkill|killall|rm)$/;

/** Why a program may not be run with these arguments; null: it may. */
export function programProblem(
  program: string,
  words: readonly string[],
  allowed: readonly AllowedProgram[] = ALLOWED_PROGRAMS,
): string | null {
  if (RUNS_ANYTHING.test(program)) return `${program} runs or removes anything; it is on no list`;
  const entries = allowed.filter(({ paths }) => paths.includes(program));
  if (entries.length === 0) return `${program} is not on the list of programs that may be run`;
  const fits = entries.some(({ forms }) => forms.some((form) => fitsForm(form, words)));
  return fits ? null : `${program} may not be run with ${JSON.stringify(words)}`;
}

function fitsForm(form: readonly (string | RegExp)[], words: readonly string[]): boolean {
  return (
    form.length === words.length &&
    form.every((part, index) => {
      const word = words[index] ?? '';
      if (typeof part === 'string') return part === word;
      // Of a pattern with the flag g or without ^ and $ a part of the word would do.
      const match = new RegExp(part.source, part.flags.replaceAll(/[gmy]/g, '')).exec(word);
      return match?.[0] === word;
    })
  );
}
