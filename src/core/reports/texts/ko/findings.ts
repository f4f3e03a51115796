import { formatNumber, formatPercent } from '../../render/format.ts';
import { biggest, command } from '../shared.ts';
import type { Texts } from '../texts.ts';
import { duration } from './words.ts';

const explained = (reference: string | null, other: string) =>
  reference === null ? other : `당시 실행 중이던 프로세스를 확인하세요: ${command('ops alerts explain', reference)}.`;

export const findings: Texts['findings'] = {
  noData: () => [
    '이 기간에 수집된 샘플이 없습니다.',
    '원인을 확인하세요: `ops status`, `ops agents show metrics-collector`.',
  ],
  lowCoverage: ({ value, limit }) => [
    `전체 시간의 ${formatPercent(value ?? 0)}만 측정되었고 공백이 ${formatNumber(limit ?? 0)}건 있습니다.`,
    '공백 동안의 상황은 알 수 없습니다. 데이터 공백 항목을 확인하세요.',
  ],
  justBegun: ({ value }, at) => [
    `${at}에 측정이 시작되었습니다. ${(value ?? 0) < 3 ? `이후 샘플이 ${value}개뿐이라 판단하기에 부족합니다.` : '그 전의 상태는 알 수 없습니다.'}`,
    null,
  ],
  cpuHigh: ({ value, limit, seconds, reference }, at) => [
    `CPU 사용률이 ${duration(seconds ?? 0)} 동안 ${limit}%를 넘었습니다. 최대 ${formatPercent(value ?? 0)} (${at}).`,
    explained(reference, '실행 중인 프로세스를 확인하세요: `ops metrics top --now`.'),
  ],
  memoryHigh: ({ value, limit, seconds, reference }, at) => [
    `메모리 사용률이 ${duration(seconds ?? 0)} 동안 ${limit}%를 넘었습니다. 최대 ${formatPercent(value ?? 0)} (${at}).`,
    explained(reference, '메모리를 많이 쓰는 프로세스를 확인하세요: `ops metrics top --by memory`.'),
  ],
  diskHigh: ({ value, limit, subject }, at) => [
    `${at}에 사용률이 ${formatPercent(value ?? 0)}까지 올랐습니다 (임계값 ${limit}%).`,
    `큰 폴더를 찾아보세요: ${biggest(subject, 'hd2')}.`,
  ],
  inodesHigh: ({ value, limit, subject }) => [
    `아이노드 사용률이 ${formatPercent(value ?? 0)}까지 올랐습니다 (임계값 ${limit}%).`,
    `작은 파일이 매우 많은 폴더를 찾아보세요: ${biggest(subject, ' --inodes -d2')}.`,
  ],
  diskFillsUp: ({ value, subject }) => [
    (value ?? 0) < 1
      ? '하루 안에 가득 찰 것으로 보입니다.'
      : `약 ${formatNumber(Math.round(value ?? 0))}일 뒤 가득 찰 것으로 보입니다.`,
    `늘어나는 파일을 찾아 보관 기간을 줄이세요: ${biggest(subject, 'hd2')}.`,
  ],
  inodesFillUp: ({ value, subject }) => [
    (value ?? 0) < 1
      ? '하루 안에 아이노드가 바닥날 것으로 보입니다.'
      : `약 ${formatNumber(Math.round(value ?? 0))}일 뒤 아이노드가 바닥날 것으로 보입니다.`,
    `작은 파일이 매우 많은 폴더를 찾아보세요: ${biggest(subject, ' --inodes -d2')}.`,
  ],
  memoryGrows: ({ value }) => [
    `메모리 사용률이 하루 ${formatPercent(value ?? 0)}p씩 꾸준히 늘고 있습니다.`,
    '메모리 누수가 의심됩니다. 메모리를 가장 많이 쓰는 프로세스를 확인하세요: `ops metrics top --by memory`.',
  ],
  outOfMemory: ({ value }, at) => [
    `메모리 부족으로 커널이 프로세스 ${formatNumber(value ?? 0)}개를 종료했습니다${at === '' ? '' : ` (처음 ${at})`}.`,
    "어떤 프로세스인지 확인하고, 메모리를 늘리거나 한도를 정하세요: `journalctl -k -g 'Killed process'`.",
  ],
  unitsFailed: ({ value }) => [
    `실패한 systemd 유닛이 ${formatNumber(value ?? 0)}개 있었습니다.`,
    '목록을 확인하세요: `systemctl --failed`.',
  ],
  checkFailing: ({ value, seconds, subject }) => [
    `상태 점검이 종료 시점에 실패하고 있었습니다. 가용률 ${formatPercent(value ?? 0, 2)}, 중단 시간 ${duration(seconds ?? 0)}.`,
    `지금 점검해 보세요: ${command('ops metrics check', subject)}.`,
  ],
  checkFailed: ({ value, limit, seconds }) => [
    `상태 점검이 ${duration(seconds ?? 0)} 동안 실패한 뒤 회복되었습니다. 가용률 ${formatPercent(value ?? 0, 2)} (목표 ${limit}%).`,
    (value ?? 0) < (limit ?? 0) ? '로그에 남은 오류를 확인하세요: `ops logs errors`.' : null,
  ],
  beatsMissed: ({ value }) => [
    `오케스트레이터 하트비트가 ${formatNumber(value ?? 0)}회 누락되었습니다.`,
    '오케스트레이터가 멈췄거나 서버가 절전 상태였습니다. 가용성 항목과 `ops logs`를 확인하세요.',
  ],
  noBeats: () => [
    '그때까지 오케스트레이터의 하트비트 기록이 없습니다.',
    '아직 실행되고 있지 않다면 시작하세요: `ops agents spawn ops-orchestrator`.',
  ],
  agentFails: ({ value, limit, subject }, at) => [
    `${formatNumber(limit ?? 0)}회 실행 중 ${formatNumber(value ?? 0)}회 실패했고, 마지막 실행도 실패했습니다 (${at}).`,
    `원인은 에이전트 항목에 있습니다. 설정과 상태를 확인하세요: ${command('ops agents show', subject)}.`,
  ],
  agentFailed: ({ value, limit }, at) => [
    `${formatNumber(limit ?? 0)}회 실행 중 ${formatNumber(value ?? 0)}회 실패했습니다. 마지막 실패는 ${at}이며 이후에는 정상입니다.`,
    null,
  ],
  incidentOpen: ({ reference }, at) => [
    `인시던트가 ${at}부터 미해결 상태입니다.`,
    `내용을 확인한 뒤 해결하거나, 열어 두는 이유를 기록하세요: ${command('ops incidents show', reference)}.`,
  ],
  alarmsTold: ({ value }, at) => [
    `ops 자체의 심각 알림이 ${formatNumber(value ?? 0)}건 있었습니다. 마지막은 ${at}입니다.`,
    '경보와 알림 항목을 확인하고, 지금 상태를 점검하세요: `ops doctor`.',
  ],
  alertOpen: ({ reference }, at) => [
    `경보가 ${at}부터 계속되고 있습니다.`,
    `원인을 확인하세요: ${command('ops alerts explain', reference)}.`,
  ],
  alertsFired: ({ value }, at) => [
    `심각 경보가 ${formatNumber(value ?? 0)}건 발생했다가 해소되었습니다. 마지막 발생은 ${at}입니다.`,
    '경보와 알림 항목을 확인하세요.',
  ],
  notDelivered: ({ value }) => [
    `메시지 ${formatNumber(value ?? 0)}건을 전달하지 못해 포기했습니다.`,
    '원인을 확인하고 채널을 시험해 보세요: `ops outbox list --state dead`, `ops channels test`.',
  ],
  playbookFailed: ({ value, limit, subject }) => [
    `${formatNumber(limit ?? 0)}회 실행 중 ${formatNumber(value ?? 0)}회는 복구하지 못했습니다.`,
    `원인을 확인하세요: ${command('ops heal history --playbook', subject)}.`,
  ],
  playbookRecurs: ({ value, limit, subject }) => [
    `${formatNumber(limit ?? 0)}일에 걸쳐 ${formatNumber(value ?? 0)}회 실행되었습니다. 복구한 문제가 다시 나타나고 있습니다.`,
    `근본 원인을 찾아보세요: ${command('ops heal history --playbook', subject)}.`,
  ],
  alarmRecurs: ({ value, limit }) => [
    `${formatNumber(limit ?? 0)}일에 걸쳐 ${formatNumber(value ?? 0)}회 발생했습니다.`,
    '증상이 아니라 근본 원인을 찾아보세요. 주로 언제 발생하는지는 반복되는 패턴 항목에 있습니다.',
  ],
  errorRate: ({ value, limit }, at) => [
    `${at}까지 로그 오류가 분당 ${formatNumber(value ?? 0, 1)}건이었습니다 (임계값 ${limit}).`,
    '로그 항목의 메시지와 최근 오류를 확인하세요: `ops logs errors`.',
  ],
  newMessages: ({ value }, at) => [
    `이전 기간에 없던 오류가 ${formatNumber(value ?? 0)}회 나타났습니다 (처음 ${at}).`,
    '새로 나타난 다른 메시지도 확인하세요: `ops logs new`.',
  ],
  logsUnread: ({ value }) => [
    `읽지 못한 로그가 ${formatNumber(value ?? 0)}개 있습니다.`,
    '읽기 권한을 주거나 설정에서 제외하세요: `ops config get logs.sources`.',
  ],
  restarted: (_finding, at) => [`${at}에 서버가 재시작되었습니다.`, null],
  unread: ({ value }) => [
    `온전히 읽지 못한 파일이 ${formatNumber(value ?? 0)}개 있습니다.`,
    '목록은 보고서 끝에 있습니다. 작업 공간을 점검하세요: `ops doctor`.',
  ],
  readingMissing: ({ value, limit }) => [
    `샘플 ${formatNumber(limit ?? 0)}개 중 ${formatNumber(value ?? 0)}개에서 이 값을 읽지 못했습니다.`,
    '이유는 metrics/latest.json에 있습니다: `ops metrics show`.',
  ],
  cpuIdle: ({ value }) => [
    `한 달 중 95%의 시간 동안 CPU 사용률이 ${formatPercent(value ?? 0)} 이하였습니다.`,
    '더 작은 사양으로도 충분할 수 있습니다.',
  ],
};
