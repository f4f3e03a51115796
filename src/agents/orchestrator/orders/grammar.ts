/** What a message can ask for. Every order is one of these, whoever or whatever read the message: nothing else is ever carried out. */
export type Order =
  | { verb: TargetVerb; targets: Targets }
  | { verb: 'status'; targets: Targets | null }
  | { verb: 'approve' | 'deny'; approval: string }
  | { verb: 'list' | 'heartbeat' | 'report' | 'reload' | 'help' | 'shutdown' };

export type TargetVerb = 'restart' | 'stop' | 'start' | 'pause' | 'resume' | 'run';
export type Verb = Order['verb'];

/** All agents, or those with these names; in a name `*` stands for any letters. */
export type Targets = 'all' | readonly string[];

export type Reading = { order: Order } | { problem: string };

const TARGET_VERBS: readonly Verb[] = ['restart', 'stop', 'start', 'pause', 'resume', 'run'];

/** May be asked with a question mark; to act on a question would be a guess. */
const ASKING_VERBS: readonly Verb[] = ['status', 'list', 'help', 'heartbeat'];

function isQuestion(text: string): boolean {
  return /\S\s*\?\s*$/.test(text);
}

/** The words for each verb, lower-case. Several words that mean one thing stand with blanks between. */
export const VERB_WORDS: Readonly<Record<Verb, readonly string[]>> = {
  restart: [
    'restart',
    'reboot',
    '재시작',
    '재시작해',
    '재시작해줘',
    '재시작하세요',
    '다시 시작',
    '다시 시작해',
    '다시 시작해줘',
  ],
  stop: ['stop', 'halt', '중지', '중지해', '중지해줘', '멈춰', '멈춰줘', '정지', '정지해', '정지해줘'],
  start: ['start', '시작', '시작해', '시작해줘'],
  pause: ['pause', 'hold', '일시정지', '일시 정지', '일시정지해', '일시정지해줘', '일시중지', '일시 중지'],
  resume: ['resume', 'continue', 'unpause', '재개', '재개해', '재개해줘', '계속'],
  run: ['run', 'trigger', '실행', '실행해', '실행해줘'],
  status: ['status', 'state', '상태', '상태는', '상황'],
  list: ['list', '목록', '리스트'],
  heartbeat: ['heartbeat', 'beat', '하트비트', '심장박동'],
  report: ['report', '보고', '보고서', '리포트'],
  reload: ['reload', '다시 읽기', '다시 읽어', '다시 읽어줘', '설정 다시 읽기'],
  approve: ['approve', 'allow', '승인', '승인해', '승인해줘', '허용', '허용해', '허용해줘'],
  deny: ['deny', 'reject', 'refuse', '거부', '거부해', '거부해줘', '거절', '거절해', '거절해줘'],
  help: ['help', '도움말', '도움', '?'],
  shutdown: ['shutdown', 'shut down', 'exit', 'quit', '종료', '종료해', '종료해줘'],
};

/** Words that change nothing. */
const FILLERS = new Set(
  'please the a an of for agent agents now me my show and also again at once 을 를 좀 지금 에이전트 에이전트를 에이전트들 에이전트의 의 와 과 및 그리고 바로 즉시 보여줘 알려줘'.split(
    ' ',
  ),
);
const ALL_WORDS = new Set('all every everything everyone 모든 모두 전체 전부 다'.split(' '));
/** An agent by its key: how a program names one, whose name may be a word of an order. */
const KEY = /^agent:([a-z0-9][a-z0-9_-]*):main$/;
/** What Korean hangs on a name: `reporter를 재시작`. */
const PARTICLE = /^([a-z0-9*_-]+)(?:을|를|의|은|는|이|가|와|과|도)$/;

const PHRASES = Object.entries(VERB_WORDS)
  .flatMap(([verb, words]) => words.map((word) => ({ verb: verb as Verb, words: word.split(' ') })))
  .sort((one, other) => other.words.length - one.words.length);

function tokens(text: string): string[] {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[,;]/g, ' ')
    .split(/\s+/)
    .map((word) => (word === '?' ? word : word.replace(/[.!?…]+$/, '')))
    .filter((word) => word !== '');
}

/** Takes the verbs out of the words: longer phrases first, so that `다시 시작` is not read as `시작`. */
function takeVerbs(words: readonly string[]): { verbs: Verb[]; others: string[] } {
  const verbs: Verb[] = [];
  const others: string[] = [];
  for (let index = 0; index < words.length; ) {
    const phrase = PHRASES.find((candidate) => candidate.words.every((word, offset) => words[index + offset] === word));
    if (phrase === undefined) others.push(words[index] ?? '');
    else verbs.push(phrase.verb);
    index += phrase?.words.length ?? 1;
  }
  return { verbs, others };
}

/**
 * Reads a message. What does not fit exactly is a problem with its reason; nothing is guessed. `implied` is the agent that is meant where
 * none is named.
 */
export function readOrder(text: string, implied?: string): Reading {
  const given = tokens(text);
  const keyed = given.flatMap((word) => KEY.exec(word)?.[1] ?? []);
  const { verbs, others } = takeVerbs(given.filter((word) => !KEY.test(word)));
  const [verb, ...more] = [...new Set(verbs)];
  if (verb === undefined) return { problem: 'there is no word in it that I know as an order' };
  if (more.length > 0)
    return { problem: `it asks for ${[verb, ...more].join(' and ')} at once; send one order a message` };
  const words = others.filter((word) => !FILLERS.has(word)).map((word) => PARTICLE.exec(word)?.[1] ?? word);
  const all = words.some((word) => ALL_WORDS.has(word));
  const names = [...keyed, ...words.filter((word) => !ALL_WORDS.has(word))];
  const unnamed = implied === undefined ? null : [implied];
  const targets: Targets | null = all ? 'all' : names.length > 0 ? names : unnamed;
  if (all && names.length > 0) return { problem: `it names all agents and also ${names.join(', ')}` };
  if (isQuestion(text) && !ASKING_VERBS.includes(verb))
    return { problem: 'it is a question; an order ends without a question mark' };
  if (TARGET_VERBS.includes(verb)) {
    if (targets === null) return { problem: `it does not say which agents to ${verb}` };
    return { order: { verb: verb as TargetVerb, targets } };
  }
  if (verb === 'approve' || verb === 'deny') {
    const [approval, ...others] = names.filter((name) => name !== 'approval');
    if (all || approval === undefined || others.length > 0)
      return { problem: `it does not name the one approval to ${verb}; "ops approvals pending" lists them` };
    return { order: { verb, approval } };
  }
  if (verb === 'status') return { order: { verb, targets: targets === 'all' ? null : targets } };
  if (names.length > 0) return strange(names);
  return all && verb !== 'list' ? strange(['all']) : plain(verb);
}

function plain(verb: Verb): Reading {
  return { order: { verb } as Order };
}

function strange(words: readonly string[]): Reading {
  return { problem: `I do not know what ${words.map((word) => JSON.stringify(word)).join(', ')} means there` };
}

export const HELP = `I understand these orders, in English or Korean:
  restart | stop | start | pause | resume | run   all agents, one, several, or a pattern (web-*)
  status [agent…]      how the agents stand           상태
  list                 the sessions                   목록
  heartbeat            beat now and tell what it found  하트비트
  approve | deny ID    a plan of healing that waits for a yes or no  승인 | 거부
  reload               read the configuration and the jobs anew  다시 읽기
  report               write the daily report now     보고서
  help                 this list                      도움말
  shut down            end the orchestrator; agents go on   종료
Examples: "Restart all agents", "run reporter now", "pause logs-analyzer", "모든 에이전트 재시작", "reporter 실행해줘"`;
