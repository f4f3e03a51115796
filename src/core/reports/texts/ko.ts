import { formatBytes, formatNumber, formatPercent } from '../render/format.ts';
import type { Texts } from './texts.ts';

function listed(parts: readonly (readonly [value: number, text: string])[]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([, text]) => text)
    .join(', ');
}

function duration(seconds: number): string {
  // From ten minutes on nobody asks for seconds.
  const whole = Math.max(0, seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60);
  const units: [number, string][] = [
    [Math.floor(whole / 86_400), '일'],
    [Math.floor(whole / 3_600) % 24, '시간'],
    [Math.floor(whole / 60) % 60, '분'],
    [whole % 60, '초'],
  ];
  const first = units.findIndex(([value]) => value > 0);
  if (first === -1) return '0초';
  const parts = units.slice(first, first + 2).filter(([value]) => value > 0);
  return parts.map(([value, name]) => `${formatNumber(value)}${name}`).join(' ');
}

export const ko: Texts = {
  language: 'ko',
  duration,
  weekdays: ['월요일', '화요일', '수요일', '목요일', '금요일', '토요일', '일요일'],
  title: {
    daily: (name) => `일일 운영 보고서 ${name}`,
    weekly: (name) => `주간 운영 보고서 ${name}`,
    monthly: (name) => `월간 운영 보고서 ${name}`,
  },
  covers: (from, to) => `${from} – ${to}`,
  day: (day, weekday) => `${day} (${weekday})`,
  soFar: (time) => `기간이 아직 끝나지 않음: ${time}까지의 데이터`,
  levels: { ok: '정상', warning: '경고', critical: '심각', unknown: '알 수 없음', info: '참고' },
  verdict: {
    ok: '조치가 필요한 항목 없음',
    warning: '확인이 필요한 항목 있음',
    critical: '심각한 문제 있음',
    unknown: '측정된 데이터가 부족하여 판단할 수 없음',
  },
  lead: {
    noData: '데이터 없음: 이 기간에 수집된 측정값이 하나도 없어 서버 상태를 판단할 수 없습니다.',
    findings: (critical, warning, unknown) =>
      [
        critical > 0 ? `심각 ${critical}건` : '',
        warning > 0 ? `경고 ${warning}건` : '',
        unknown > 0 ? `알 수 없음 ${unknown}건` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    ok: (percent) => `기간의 ${percent}를 측정했으며, 한도를 벗어난 항목이 없습니다.`,
  },
  none: '없음',
  unknown: '알 수 없음',
  noComparison: '비교할 데이터 없음',
  total: (value) => `총 ${value}`,
  sections: {
    overview: '개요',
    findings: '확인 사항과 권장 조치',
    resources: '리소스 사용량',
    days: '일별 현황',
    gaps: '데이터 공백',
    availability: '가용성',
    incidents: '인시던트',
    alarms: '경보와 알림',
    healing: '자동 복구',
    agents: '에이전트',
    logs: '로그',
    capacity: '용량 전망',
    utilisation: '자원 활용도',
    changes: '시스템 변경 사항',
    unread: '읽지 못한 파일',
    data: '상세 데이터',
  },
  overview: {
    state: '상태',
    uptime: '기간 종료 시점 가동 시간',
    restarts: '서버 재시작',
    measured: '측정',
    samples: (samples, every, percent, gaps) =>
      `기간의 ${percent}: ${every === null ? '' : `${every} 간격, `}표본 ${formatNumber(samples)}개, ${gaps === 0 ? '공백 없음' : `공백 ${gaps}건`}`,
    network: '네트워크',
    traffic: (received, sent) => `수신 ${formatBytes(received)}, 송신 ${formatBytes(sent)}`,
    incidents: '인시던트',
    incidentCounts: (opened, resolved, open) => `발생 ${opened}건, 해결 ${resolved}건, 종료 시점 미해결 ${open}건`,
    alerts: '경보',
    alertCounts: (fired, bySeverity, open) =>
      `${fired === 0 ? '발생 없음' : `${formatNumber(fired)}건 발생 (${bySeverity})`}${open === 0 ? '' : `, 종료 시점 지속 ${formatNumber(open)}건`}`,
    alarms: '운영 도구 알림',
    agents: '에이전트 실행',
    runs: (runs, failed) => `${formatNumber(runs)}회, ${failed === 0 ? '실패 없음' : `실패 ${failed}회`}`,
    logs: '로그',
    logCounts: (lines, errors, warnings) =>
      `${formatNumber(lines)}줄, 오류 ${formatNumber(errors)}건, 경고 ${formatNumber(warnings)}건`,
    notAnalysed: '이 기간에 분석되지 않음',
  },
  resources: {
    names: {
      cpu: 'CPU',
      cpuWait: 'CPU 디스크 대기',
      cpuSteal: '호스트가 가져간 CPU',
      load: '부하 (1분)',
      memory: '메모리',
      swap: '스왑',
      pressureCpu: 'CPU 대기 비율',
      pressureMemory: '메모리 대기 비율',
      pressureIo: '입출력 대기 비율',
      disk: '디스크',
      inodes: '아이노드',
      diskBusy: '디스크 가동률',
      receive: '수신',
      transmit: '송신',
    },
    head: ['항목', '평균', '중앙값', '95 %', '최소', '최대', '최대 시각', '변화', '추이'],
    none: '이 기간에 측정된 값이 없습니다.',
    note: {
      daily: '변화: 전날 같은 시간대 평균 대비. 추이: 막대 하나가 1시간, ·는 데이터 없음.',
      weekly: '변화: 전주 평균 대비. 추이: 막대 하나가 6시간, ·는 데이터 없음.',
      monthly: '변화: 전월 평균 대비. 추이: 막대 하나가 하루, ·는 데이터 없음.',
    },
    above: (name, limit, length) => [name, `: ${limit} 초과 ${length}`],
    threshold: (limit) => `임계값 ${limit}`,
  },
  charts: {
    cpu: 'CPU',
    memory: '메모리',
    load: '부하',
    disks: '디스크',
    network: '네트워크',
    errors: '분당 로그 오류 수',
    receive: '수신',
    transmit: '송신',
    gap: '음영: 데이터 없음',
    describe: (title, low, high) => `${title}: 최소 ${low}, 최대 ${high}`,
  },
  days: {
    head: [
      '날짜',
      '측정',
      'CPU 평균',
      'CPU 최대',
      '메모리 평균',
      '메모리 최대',
      '가장 찬 디스크',
      '오류',
      '알림',
      '인시던트',
    ],
  },
  gaps: {
    none: '없음: 표본이 빠짐없이 수집되었습니다.',
    all: '기간 전체에 데이터가 없습니다.',
    gap: (from, to, length) => `${from} – ${to} 데이터 없음 (${length})`,
    causes: {
      restarted: '이 사이에 서버가 재시작됨',
      running: '서버는 가동 중이었으나 측정되지 않음',
      beginning: '그 전에는 측정한 적이 없음',
      unknown: '원인 알 수 없음',
    },
    missing: (samples, of) => `: 표본 ${of}개 중 ${samples}개에서 값이 없음`,
    more: (more) => `외 ${more}건`,
    hours: (time) => `${time} 이전은 시간 단위 집계만 남아 있어 백분위수가 근삿값입니다.`,
  },
  availability: {
    machine: '서버',
    known: (percent, down, since) =>
      `${since === null ? '' : `${since} 이후 `}최소 ${percent} 가동 확인${down === null ? '' : `, 중단은 최대 ${down}`}`,
    watching: '측정',
    orchestrator: '오케스트레이터',
    beats: (beats, skipped, missed) =>
      `하트비트 ${beats}회${skipped === 0 ? '' : `, 건너뜀 ${skipped}회`}, ${missed === 0 ? '누락 없음' : `누락 ${missed}회`}`,
    noBeats: '이 기간과 그 이전에 하트비트 기록 없음',
    silence: (from, to, length) => `가장 긴 무응답: ${length} (${from} – ${to})`,
    noChecks: '이 기간에 저장된 상태 점검 결과가 없습니다.',
    head: ['점검', '가용률', '시도', '중단', '평균', '95 %', '최대'],
    failing: '종료 시점 실패 중',
  },
  incidents: {
    none: '진행 중이거나 발생·해결된 인시던트가 없습니다.',
    head: ['인시던트', '심각도', '발생', '확인', '해결', '소요'],
    open: '미해결',
    meanTimes: (acknowledge, resolve) =>
      [
        acknowledge === null ? '' : `평균 확인 시간: ${acknowledge}.`,
        resolve === null ? '' : `평균 해결 시간: ${resolve}.`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    by: (name) => ` (${name})`,
    kinds: '유형별',
    byKind: (kinds) => `유형별: ${kinds}.`,
    before: (opened) => `이전 기간 발생: ${opened}건.`,
    fileTime: '* 표시가 있는 시각은 파일의 시각입니다.',
  },
  alarms: {
    noAlerts: '발생한 경보가 없습니다.',
    alertHead: ['경보', '심각도', '횟수', '마지막 발생', '지속', '종료 시점'],
    firing: '지속 중',
    takenOver: (name) => ` (담당: ${name})`,
    over: '해소',
    none: '운영 도구 자체의 알림은 없습니다.',
    told: '운영 도구 자체의 알림:',
    head: ['대상', '심각도', '횟수', '처음', '마지막', '마지막 내용'],
    delivered: (delivered, channels, median, slowest) =>
      `메시지 ${formatNumber(delivered)}건의 전달이 확인되었습니다 (${channels})${median === null ? '' : `. 절반은 ${median} 이내, 가장 늦은 것은 ${slowest} 후`}.`,
    notDelivered: '이 기간에 전달이 확인된 메시지가 없습니다.',
    givenUp: (messages) => `메시지 ${formatNumber(messages)}건은 전달을 포기했으며 아무도 받지 못했습니다:`,
    failure: (time, title, reason) => [`${time}: `, title, `: ${reason}`],
    before: (alerts, told) => `이전 기간: 경보 ${formatNumber(alerts)}건, 알림 ${formatNumber(told)}건.`,
    recurring: (subject, times, days, hour) => [
      '반복되는 알림: ',
      subject,
      `, ${days}일 동안 ${times}회${hour === null ? '' : `, 주로 ${hour}시대`}`,
    ],
  },
  healing: {
    none: '실행된 플레이북이 없습니다.',
    runs: (runs, verified, percent, mean) =>
      `플레이북 실행 ${runs}회 중 ${verified}회가 검증되었습니다 (${percent})${mean === null ? '' : `. 시작부터 검증까지 평균 ${mean}`}.`,
    asked: (asked, denied, expired) => `승인 요청 ${asked}회, 거부 ${denied}회, 시간 초과 ${expired}회.`,
    head: ['플레이북', '대상', '실행', '복구됨', '복구 시간'],
    recurring: '반복됨: 원인 분석 필요',
    agents: (recovered, failures, mean) =>
      failures === 0
        ? '실패한 에이전트가 없어 재시작도 없었습니다.'
        : `에이전트 실패 ${failures}회 중 ${recovered}회는 사람의 개입 없이 회복되었습니다${mean === null ? '' : ` (평균 ${mean})`}.`,
  },
  agents: {
    none: '실행이 끝난 에이전트가 없습니다.',
    head: ['에이전트', '실행', '성공', '실패', '중지', '중앙값', '95 %', '마지막 실패'],
    failure: (time, reason) => `${time}: ${reason}`,
  },
  logs: {
    none: '이 기간의 로그 분석 결과가 없어 로그 상태를 알 수 없습니다.',
    summary: (analyses, lines, errors, warnings) =>
      `분석 ${analyses}회: ${formatNumber(lines)}줄, 오류 ${formatNumber(errors)}건, 경고 ${formatNumber(warnings)}건.`,
    change: (percent) => `이전 기간 대비 오류: ${percent}.`,
    peak: (rate, time) => `분당 최대 오류: ${time}에 ${formatNumber(rate, 1)}건.`,
    head: ['횟수', '수준', '메시지', '처음', '마지막'],
    messages: '가장 잦은 메시지 (분석마다 상위 메시지만 보관하므로 횟수는 최솟값)',
    fresh: '이전 기간에 없던 메시지',
    findings: '분석에서 발견된 항목',
    finding: (level, kind, times) => `${level}, ${kind}, ${formatNumber(times)}회: `,
    kinds: {
      break_in_attempt: '침입 시도',
      error_rate: '오류 급증',
      failed_login: '로그인 실패',
      log_spike: '로그 급증',
      new_template: '처음 나타난 메시지',
      path_traversal: '경로 조작',
      repeating_error: '반복 오류',
      script_injection: '스크립트 삽입',
      spike: '평소보다 급증',
      sql_injection: '쿼리 삽입',
      unauthorized_access: '권한 없는 접근',
      vanished_template: '더 이상 나타나지 않는 메시지',
    },
    noLevel: '없음',
    sources: '읽지 못한 로그',
  },
  capacity: {
    none: '알 수 없음: 이 기간에 측정된 값이 없습니다.',
    head: ['항목', '현재', '하루 변화', '가득 차기까지', '관찰 기간'],
    names: { disk: '디스크', inodes: '아이노드', memory: '메모리' },
    days: (days) => (days < 1 ? '하루 미만' : days > 730 ? '2년 이상' : `약 ${formatNumber(Math.round(days))}일`),
    range: (from, to) => ` (${Math.round(from)}일 – ${to === null ? '차지 않음' : `${Math.round(to)}일`})`,
    state: {
      steady: '변화 없음',
      shrinking: '감소 중',
      unknown: '하루 이상의 데이터 필요',
      filling: '증가 중',
      grows: '증가 중',
    },
    note: '지난 몇 주의 모든 표본 쌍에서 구한 증가율의 중앙값 기준이며, 괄호 안은 그 절반이 속하는 범위입니다.',
    utilisation: (name, p95, mean, max) =>
      `${name}: 전체 시간의 95 %에서 ${formatPercent(p95)} 이하, 평균 ${formatPercent(mean)}, 최대 ${formatPercent(max)}.`,
    noCost: '가격 정보가 없으므로 비용이 아니라 자원 활용도를 나타냅니다.',
  },
  changes: {
    notWatched: '알 수 없음: 그때까지 수집된 시스템 지문이 없습니다. 리포터가 실행될 때마다 지문을 수집합니다.',
    since: (time) => `${time}부터 감시 중.`,
    none: '패키지, 유닛, 설정 파일의 변경이 발견되지 않았습니다.',
    counts: (packages, units, files, boots) =>
      `변경: ${listed([
        [packages, `패키지 ${packages}건`],
        [units, `유닛 ${units}건`],
        [files, `파일 ${files}건`],
        [boots, `부팅 ${boots}건`],
      ])}.`,
    head: ['시각', '종류', '이름', '변경'],
    kinds: { package: '패키지', unit: '유닛', file: '파일', boot: '부팅' },
    what: { added: '추가', removed: '삭제', changed: '변경' },
    found: (time) => `${time} 이전`,
    blind: (kind, reason) => `확인 불가: ${kind} (${reason}).`,
    more: (more) => `외 ${more}건`,
  },
  unread: {
    reasons: {
      empty: '비어 있음',
      notJson: 'JSON이 아님',
      notOpened: '열 수 없음',
      wrongShape: '형식이 올바르지 않음',
      damagedLines: '손상된 줄이 있음',
      damagedSamples: '손상된 표본이 있음',
    },
    lines: (lines) => ` (${lines})`,
  },
  data: {
    metrics: '표본',
    analysis: '로그 분석',
    incidents: '인시던트',
    runs: '실행 기록',
    beats: '하트비트',
    alarms: '알림',
    alerts: '경보',
    deliveries: '전달 기록',
    json: '이 보고서 (JSON)',
  },
  findings: {
    noData: () => ['이 기간에 수집된 표본이 없습니다.', '`ops status`와 `ops logs`로 원인을 확인하세요.'],
    lowCoverage: ({ value, limit }) => [
      `${formatPercent(value ?? 0)}의 시간만 측정되었고 공백이 ${limit}건 있습니다.`,
      '아래 데이터 공백을 확인하세요. 그 사이의 상황은 알 수 없습니다.',
    ],
    justBegun: ({ value }, at) => [
      `${at}에 측정이 시작되었습니다. ${(value ?? 0) < 3 ? `이후 표본이 ${value}개뿐이라 판단하기에 부족합니다.` : '그 전의 상태는 알 수 없습니다.'}`,
      null,
    ],
    cpuHigh: ({ value, limit }, at) => [
      `${at}에 CPU 사용률이 ${formatPercent(value ?? 0)}까지 올랐습니다 (임계값 ${limit} %).`,
      '`ops metrics top`으로 당시 실행 중이던 프로세스를 확인하세요.',
    ],
    memoryHigh: ({ value, limit }, at) => [
      `${at}에 메모리 사용률이 ${formatPercent(value ?? 0)}까지 올랐습니다 (임계값 ${limit} %).`,
      '`ops metrics top`으로 메모리를 많이 쓰는 프로세스를 확인하세요.',
    ],
    diskHigh: ({ value, limit }, at) => [
      `${at}에 사용률이 ${formatPercent(value ?? 0)}였습니다 (임계값 ${limit} %).`,
      '공간을 확보하거나 늘리세요. 용량 전망을 참고하세요.',
    ],
    inodesHigh: ({ value, limit }) => [
      `아이노드 사용률이 ${formatPercent(value ?? 0)}였습니다 (임계값 ${limit} %).`,
      '작은 파일이 매우 많은 폴더를 찾아보세요.',
    ],
    diskFillsUp: ({ value }) => [
      (value ?? 0) < 1
        ? '하루 안에 가득 찰 것으로 보입니다.'
        : `약 ${formatNumber(Math.round(value ?? 0))}일 뒤 가득 찰 것으로 보입니다.`,
      '늘어나는 파일을 찾아 보관 기간을 줄이세요.',
    ],
    memoryGrows: ({ value }) => [
      `메모리 사용률이 하루 ${formatPercent(value ?? 0)}씩 꾸준히 늘고 있습니다.`,
      '메모리 누수가 의심됩니다. 지난주와 오늘의 상위 프로세스를 비교하세요.',
    ],
    outOfMemory: ({ value }) => [
      `메모리 부족으로 커널이 프로세스 ${formatNumber(value ?? 0)}개를 종료했습니다.`,
      '커널 로그에서 대상을 확인하고, 메모리를 늘리거나 한도를 정하세요.',
    ],
    unitsFailed: ({ value }) => [
      `실패한 systemd 유닛이 ${formatNumber(value ?? 0)}개 있습니다.`,
      '`systemctl --failed`로 확인하세요.',
    ],
    checkFailing: ({ value }) => [
      `상태 점검이 실패하고 있습니다. 시도 중 ${formatPercent(value ?? 0, 2)}만 성공했습니다.`,
      '해당 서비스를 확인하세요.',
    ],
    checkFailed: ({ value, limit }) => [
      `상태 점검이 ${duration(limit ?? 0)} 동안 실패했습니다. 성공률 ${formatPercent(value ?? 0, 2)}.`,
      null,
    ],
    beatsMissed: ({ value }) => [
      `오케스트레이터 하트비트가 ${formatNumber(value ?? 0)}회 누락되었습니다.`,
      '오케스트레이터가 멈췄거나 서버가 절전 상태였습니다. 가용성을 참고하세요.',
    ],
    noBeats: () => [
      '그때까지 오케스트레이터의 하트비트 기록이 없습니다.',
      '`ops agents spawn ops-orchestrator`로 시작하세요.',
    ],
    agentFails: ({ value, limit }, at) => [
      `에이전트가 ${limit}회 실행 중 ${value}회 실패했고, 마지막 실행도 실패했습니다 (${at}).`,
      '원인은 에이전트 항목에 있습니다.',
    ],
    agentFailed: ({ value, limit }, at) => [
      `에이전트가 ${limit}회 실행 중 ${value}회 실패했습니다. 마지막 실패는 ${at}이며 이후 정상입니다.`,
      null,
    ],
    incidentOpen: (_finding, at) => [
      `인시던트가 ${at}부터 미해결 상태입니다.`,
      '해결하거나, 열어 두는 이유를 기록하세요.',
    ],
    alarmsTold: ({ value }, at) => [
      `운영 도구 자체의 심각 알림이 ${formatNumber(value ?? 0)}건 있었습니다. 마지막은 ${at}입니다.`,
      '경보와 알림 항목을 확인하세요.',
    ],
    alertOpen: (_finding, at) => [`경보가 ${at}부터 계속되고 있습니다.`, '원인을 확인하세요: `ops alerts list`.'],
    alertsFired: ({ value }, at) => [
      `심각 경보가 ${formatNumber(value ?? 0)}건 발생했다가 해소되었습니다. 마지막 발생은 ${at}입니다.`,
      '경보와 알림 항목을 확인하세요.',
    ],
    notDelivered: ({ value }) => [
      `메시지 ${formatNumber(value ?? 0)}건을 전달하지 못해 포기했습니다.`,
      '채널을 확인하세요: `ops doctor`, `ops outbox`.',
    ],
    alarmRecurs: ({ value, limit }) => [
      `알림이 ${limit}일 동안 ${value}회 발생했습니다.`,
      '증상이 아니라 근본 원인을 찾아보세요.',
    ],
    errorRate: ({ value, limit }, at) => [
      `${at}에 로그 오류가 분당 ${formatNumber(value ?? 0, 1)}건이었습니다 (임계값 ${limit}).`,
      '로그 항목의 메시지를 확인하세요.',
    ],
    logsUnread: ({ value }) => [
      `읽지 못한 로그가 ${formatNumber(value ?? 0)}개 있습니다.`,
      '읽기 권한을 주거나 설정에서 제외하세요.',
    ],
    restarted: (_finding, at) => [`${at}에 서버가 재시작되었습니다.`, null],
    unread: ({ value }) => [
      `온전히 읽지 못한 파일이 ${formatNumber(value ?? 0)}개 있습니다.`,
      '목록은 보고서 끝에 있습니다.',
    ],
    readingMissing: ({ value, limit }) => [
      `표본 ${limit}개 중 ${value}개에서 이 값을 읽지 못했습니다.`,
      '이유는 metrics/latest.json의 `.summary.missing`에 있습니다.',
    ],
    cpuIdle: ({ value }) => [
      `한 달 중 95 %의 시간 동안 CPU 사용률이 ${formatPercent(value ?? 0)} 이하였습니다.`,
      '더 작은 사양으로도 충분할 수 있습니다.',
    ],
  },
  nothingFound: '데이터상 조치가 필요한 항목이 없습니다.',
  nothingKnown: '데이터가 없어 권장할 조치를 판단할 수 없습니다.',
};
