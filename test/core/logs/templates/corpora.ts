import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Logs with a known truth, in the style of programs that are in no set of loghub. `corpora/<program>.txt` holds the header of a line and
 * then a kind of message a line: `level|program|message`, with `{kind of value}` and `{one|of|these}`. The first kinds are frequent,
 * the last ones come a few times. `{!stopped|started}` makes a kind of each: what happened is another event, as the public sets label it.
 */
export interface Corpus {
  name: string;
  lines: string[];
  /** The kind of each line. */
  truth: string[];
}

const FOLDER = join(import.meta.dirname, 'corpora');
export const CORPORA = readdirSync(FOLDER).map((file) => file.replace('.txt', ''));

type Random = (below: number) => number;

function random(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return Math.floor((((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296) * below);
  };
}

const words = (text: string) => text.split(' ');
const USERS = words('root alice bob www-data deploy carol svc_backup jdoe postgres nobody mallory Administrator peggy');
const HOSTS = words('web01 db-2 mail gateway node-17 zeus backup-host ip-10-2-3-4 apollo lb1.example.net cache3 build');
const WORDS = words(
  'orders invoice users cart stock catalog session billing sensor archive payroll audit image report media token search',
);
const TITLES = words('Daily backup of mail|Ops team|Print Server|Winter Sale|Foo|Rotate log files|LSB web')
  .join(' ')
  .split('|');
const SENTENCES = 'no such file|customer asked for it|index 3 is out of range|timeout|not found'.split('|');
const PACKAGES = words('com.android.systemui com.example.shop com.tencent.mm android.process.media com.google.gms');
const CLASSES = words('MainActivity JobStateEventHandler TaskEvent Timeout NullPointer SettingsProvider IllegalState');
const FOLDERS = words('var usr srv data lib cache log www html shop api static v1 users img tmp home releases');
const DOMAINS = words('example.com mail.example.org cdn.shop.net ns1.isp.de static-10-2.isp.co.uk corp.local');
const MONTHS = words('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec');

type Value = (random: Random, time: Date) => string;

const two = (number: number) => String(number).padStart(2, '0');
const of = (list: readonly string[]) => (below: Random) => list[below(below(list.length) + 1)] ?? '';
const hex = (length: number) => (below: Random) => Array.from({ length }, () => '0123456789abcdef'[below(16)]).join('');
const digits = (most: number) => (below: Random) => String(below(below(2) === 0 ? most : Math.ceil(most / 50)));
const list =
  (value: Value, separator: string, least = 1) =>
  (below: Random, time: Date) =>
    Array.from({ length: least + below(5) }, () => value(below, time)).join(separator);
const ip = (below: Random) => `${10 + below(200)}.${below(256)}.${below(256)}.${below(256)}`;
const path = (below: Random) =>
  `/${Array.from({ length: 1 + below(4) }, () => of(FOLDERS)(below)).join('/')}${below(3) === 0 ? `/${of(WORDS)(below)}.${of(['log', 'html', 'conf', 'db'])(below)}` : ''}`;
const uuid = (below: Random) => [8, 4, 4, 4, 12].map((length) => hex(length)(below)).join('-');
const iso = (time: Date) => time.toISOString();

const VALUES: Record<string, Value> = {
  num: digits(1_000_000),
  num6: (below) => String(100_000 + below(900_000)),
  small: digits(90),
  signed: (below) => `${below(2) === 0 ? '-' : '+'}0.${below(1_000_000)}`,
  float: (below) => `${below(40)}.${below(1000)}`,
  version: (below) => `${below(9)}.${below(30)}.${below(9_000)}`,
  pid: (below) => String(100 + below(30_000)),
  pid7: (below) => String(1 + below(9_000)).padStart(7),
  port: (below) => String(1_024 + below(60_000)),
  hexdigit: hex(1),
  hex: (below) => hex(2 + below(14))(below),
  hex7: hex(7),
  hex8: hex(8),
  hex32: hex(32),
  hex64: hex(64),
  uuid,
  queueid: (below) => hex(10)(below).toUpperCase(),
  bool: of(['true', 'false']),
  ip,
  mac: (below) => Array.from({ length: 6 }, () => hex(2)(below)).join(':'),
  path,
  paths: list(path, ' '),
  file: (below) => `${of(WORDS)(below)}-${below(99)}.${of(['csv', 'png', 'pdf'])(below)}`,
  winpath: (below) => `C:\\Windows\\winsxs\\amd64_${of(WORDS)(below)}_${hex(16)(below)}_6.1.${below(9_000)}`,
  url: (below) => `https://${of(DOMAINS)(below)}${path(below)}`,
  user: of(USERS),
  host: of(HOSTS),
  fqdn: (below) => (below(4) === 0 ? 'unknown' : of(DOMAINS)(below)),
  mail: (below) => `${of(USERS)(below)}@${of(DOMAINS)(below)}`,
  word: of(WORDS),
  db: of(words('shop app postgres analytics')),
  topic: of(words('orders page-views logs-nginx payments.v2 __consumer_offsets')),
  front: of(words('http-in be_api static mysql_cluster')),
  job: of(words('shop-build nightly/api deploy-prod docs')),
  ns: of(words('kube-system default monitoring shop-prod')),
  pod: (below) => `${of(WORDS)(below)}-${hex(10)(below)}-${hex(5)(below)}`,
  unit: (below) =>
    `${of([...words('nginx cron apt-daily ssh logrotate man-db postgresql@15-main'), ...WORDS])(below)}.service`,
  title: of(TITLES),
  sentence: of(SENTENCES),
  package: of(PACKAGES),
  class: of(CLASSES),
  kb: of(words('Microsoft-Windows-Foundation-Package Microsoft-Windows-NetFx3 Package_for_KB2928120_RTM')),
  node: (below) => `${of(['dn', 'an', 'node-', 'tbird-sm'])(below)}${below(300)}`,
  nodesets: list((below) => `node-${below(200)} 0x${hex(9)(below)} <ok>`, ' '),
  nums: list(digits(9_000), ' ', 2),
  nums2: list(digits(9), ',', 1),
  mark: of(['*', '#', '-', '.']),
  thread: of(['main', 'IPC Server handler 3 on 62270', 'RMCommunicator Allocator', 'AsyncDispatcher event handler']),
  thread15: (below) => of(['nio-8080-exec-2', '           main', '   scheduling-1'])(below),
  zkthread: (below, time) =>
    of([
      'main',
      `/${ip(below)}:3888`,
      'NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181',
      `SendWorker:${time.getTime()}`,
      'QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181',
    ])(below),
  dbuser: (below) => of(['[unknown]@[unknown]', 'shop@shop', 'postgres@analytics'])(below),
  kid: of(['', ' kid1']),
  trace: (below) =>
    `${below(2) === 0 ? '\njava.lang.IllegalStateException: closed' : ''}\n\tat com.example.Shop.run(Shop.java:${below(99)})\n\tat java.lang.Thread.run(Thread.java:${below(999)})`,
  mm: (_, time) => two(time.getUTCMonth() + 1),
  dd: (_, time) => two(time.getUTCDate()),
  day: (_, time) => String(time.getUTCDate()).padStart(2),
  year: (_, time) => String(time.getUTCFullYear()),
  Mon: (_, time) => MONTHS[time.getUTCMonth()] ?? '',
  Www: (_, time) => 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')[time.getUTCDay()] ?? '',
  clock: (_, time) => iso(time).slice(11, 19),
  ms: (_, time) => iso(time).slice(20, 23),
  epoch: (_, time) => String(Math.floor(time.getTime() / 1_000)),
  date: (_, time) => iso(time).slice(0, 10),
  date2: (_, time) => iso(time).slice(0, 10).replaceAll('-', '/'),
  date3: (_, time) => iso(time).slice(0, 10).replaceAll('-', '.'),
  date4: (_, time) => iso(time).slice(0, 10).replaceAll('-', '.'),
  access: (_, time) =>
    `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}:${iso(time).slice(11, 23)}`,
};

/** Writes a pattern out: `{kind}`, `{one|or|other}`, and `\{` for a brace. */
function expand(pattern: string, below: Random, time: Date): string {
  let text = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at];
    if (letter === '\\' && /[{}]/.test(pattern[at + 1] ?? '')) {
      text += pattern[at + 1];
      at += 1;
    } else if (letter === '{' && pattern[at + 1] !== '"') {
      let depth = 1;
      let end = at + 1;
      for (; depth > 0 && end < pattern.length; end += 1) {
        if (pattern[end - 1] === '\\') continue;
        depth += pattern[end] === '{' ? 1 : pattern[end] === '}' ? -1 : 0;
      }
      const inner = pattern.slice(at + 1, end - 1);
      const value = VALUES[inner];
      if (value === undefined && !inner.includes('|')) throw new Error(`no kind of value is called ${inner}`);
      text += value === undefined ? expand(of(inner.split('|'))(below), below, time) : value(below, time);
      at = end - 1;
    } else text += letter;
  }
  return text;
}

function eachOutcome(kind: string): string[] {
  const [whole = '', outcomes] = /\{!((?:[^{}]|\{[^}]*\})*)\}/.exec(kind) ?? [];
  return outcomes === undefined ? [kind] : outcomes.split('|').map((outcome) => kind.replace(whole, outcome));
}

export function corpus(name: string, count = 2_000, seed = 7): Corpus {
  const [header = '', ...written] = readFileSync(join(FOLDER, `${name}.txt`), 'utf8')
    .replace(/\n$/, '')
    .split('\n');
  const kinds = written.flatMap(eachOutcome);
  const below = random(seed);
  const time = new Date('2026-03-02T00:00:00Z');
  const lines: string[] = [];
  const truth: string[] = [];
  while (lines.length < count) {
    time.setTime(time.getTime() + below(400) * below(100));
    // Of the first kind about a fifth of the lines, of the last ones a few.
    const kind = kinds[Math.floor(kinds.length * (below(10_000) / 10_000) ** 2.2)] ?? '';
    const [, level = '', tag = '', message = ''] = /^([^|]*)\|([^|]*)\|(.*)$/.exec(kind) ?? [];
    const head = header
      .replaceAll('{LEVEL}', level)
      .replaceAll('{LEVEL5}', level.padEnd(5))
      .replaceAll('{Level20}', level.padEnd(20))
      .replaceAll(/\{(?:L|level|Level)\}/g, level)
      .replaceAll('{tag}', tag);
    for (const line of expand(head + message, below, time).split('\n')) {
      lines.push(line);
      truth.push(message);
    }
  }
  return { name, lines, truth };
}
