import { formatNumber } from '../../render/format.ts';
import { listed } from '../shared.ts';
import type { EventTexts } from '../texts.ts';

export const events: EventTexts = {
  incidents: {
    none: '진행 중이거나 발생·해결된 인시던트가 없습니다.',
    head: ['인시던트', '심각도', '발생', '확인', '해결', '소요 시간'],
    open: '미해결',
    meanTimes: (acknowledge, resolve) =>
      [
        acknowledge === null ? '' : `평균 확인 시간: ${acknowledge}.`,
        resolve === null ? '' : `평균 해결 시간: ${resolve}.`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    by: (name) => ` (${name})`,
    byKind: '유형별: ',
    before: (opened) => (opened === 0 ? '이전 기간 발생: 없음.' : `이전 기간 발생: ${formatNumber(opened)}건.`),
    fileTime: '* 표시가 있는 시각은 파일의 시각입니다.',
  },
  alarms: {
    noAlerts: '발생한 경보가 없습니다.',
    alertHead: ['경보', '심각도', '횟수', '마지막 발생', '지속 시간', '종료 시점'],
    firing: '지속 중',
    takenOver: (name) => ` (담당: ${name})`,
    over: '해소',
    told: 'ops 자체 알림:',
    head: ['대상', '심각도', '횟수', '처음', '마지막', '마지막 내용'],
    delivered: (delivered, channels, median, slowest) =>
      `메시지 ${formatNumber(delivered)}건의 전달이 확인되었습니다 (${channels})${
        median === null || slowest === null
          ? ''
          : median === slowest
            ? `. 모두 ${slowest} 이내`
            : `. 절반은 ${median} 이내, 가장 늦은 것은 ${slowest} 후`
      }.`,
    notDelivered: '이 기간에 전달이 확인된 메시지가 없습니다.',
    givenUp: (messages) => `메시지 ${formatNumber(messages)}건은 전달을 포기했으며 아무도 받지 못했습니다:`,
    failure: (time, title, reason) => [`${time}: `, title, `: ${reason}`],
    before: (alerts, told) =>
      alerts + told === 0
        ? '이전 기간: 없음.'
        : `이전 기간: ${listed([
            [alerts, `경보 ${formatNumber(alerts)}건`],
            [told, `ops 자체 알림 ${formatNumber(told)}건`],
          ])}.`,
  },
  patterns: {
    kinds: { alert: '경보', incident: '인시던트', news: 'ops 자체 알림', playbook: '플레이북' },
    item: (kind, name, often, days, when) => [
      `${kind} `,
      ...name,
      `: ${formatNumber(days)}일에 걸쳐 ${formatNumber(often)}회${when === '' ? '' : `, 주로 ${when}`}`,
    ],
    on: ' · ',
    when: (weekday, hour) =>
      [weekday ?? '', hour === null ? '' : `${hour}시대`].filter((part) => part !== '').join(' '),
  },
  healing: {
    none: '실행된 플레이북이 없습니다.',
    runs: (runs, verified, percent, mean) =>
      `플레이북 실행 ${formatNumber(runs)}회: 복구 성공 ${formatNumber(verified)}회 (${percent})${runs === verified ? '' : `, 실패 ${formatNumber(runs - verified)}회`}${mean === null ? '' : `. 평균 복구 시간 ${mean}`}.`,
    asked: (asked, allowed, denied, expired) => {
      const answers = listed([
        [allowed, `승인 ${formatNumber(allowed)}회`],
        [denied, `거부 ${formatNumber(denied)}회`],
        [expired, `시간 초과 ${formatNumber(expired)}회`],
      ]);
      return `승인 요청 ${formatNumber(asked)}회${answers === '' ? '' : `: ${answers}`}.`;
    },
    head: ['플레이북', '대상', '실행', '복구', '실패', '복구 시간', '마지막 실패'],
    agents: (recovered, failures, mean) =>
      failures === 0
        ? '실패한 에이전트가 없어 재시작도 없었습니다.'
        : `에이전트 실패 ${formatNumber(failures)}회 중 ${recovered === 0 ? '스스로 회복된 것은 없습니다' : `${formatNumber(recovered)}회는 사람의 개입 없이 회복되었습니다`}${mean === null ? '' : ` (평균 ${mean} 후)`}.`,
  },
  agents: {
    none: '실행이 끝난 에이전트가 없습니다.',
    head: ['에이전트', '실행', '성공', '실패', '중지', '중앙값', 'p95', '마지막 실패'],
    seconds: (value) => `${value}초`,
    failure: (time, reason) => `${time}: ${reason}`,
  },
  logs: {
    none: '이 기간의 로그 분석 결과가 없어 로그 상태를 알 수 없습니다.',
    summary: (analyses, lines, errors, warnings) =>
      `분석 ${formatNumber(analyses)}회: ${formatNumber(lines)}줄, 오류 ${formatNumber(errors)}건, 경고 ${formatNumber(warnings)}건.`,
    before: (errors) => `이전 기간 오류: ${formatNumber(errors)}건.`,
    peak: (rate, time) => `1분 동안 가장 많았던 오류: ${formatNumber(rate, 1)}건 (${time}).`,
    firstRead: (lines) =>
      `첫 분석은 파일 전체를 읽었으므로 ${formatNumber(lines)}줄 중 일부는 이 기간보다 오래되었을 수 있습니다.`,
    head: ['횟수', '수준', '메시지', '처음', '마지막'],
    messages: '가장 잦은 메시지 (분석마다 상위 메시지만 보관하므로 횟수는 최솟값)',
    fresh: '이전 기간에 없던 메시지',
    findings: '분석에서 발견된 항목',
    finding: (level, kind, often) => `${level}, ${kind}, ${formatNumber(often)}회: `,
    moreNotes: '그 밖의 참고 사항: `ops logs new`',
    kinds: {
      break_in_attempt: '침입 시도',
      error_rate: '오류 급증',
      failed_login: '로그인 실패',
      log_spike: '로그 급증',
      new_template: '처음 나타난 메시지',
      path_traversal: '경로 조작',
      repeating_error: '반복되는 오류',
      script_injection: '스크립트 삽입',
      spike: '평소보다 급증한 메시지',
      sql_injection: 'SQL 삽입',
      unauthorized_access: '권한 없는 접근',
      vanished_template: '더 이상 나타나지 않는 메시지',
    },
    levels: {
      debug: '디버그',
      info: '정보',
      notice: '알림',
      warning: '경고',
      error: '오류',
      critical: '심각',
      fatal: '치명적',
      alert: '경보',
      emergency: '긴급',
    },
    noLevel: '없음',
    sources: '읽지 못한 로그',
  },
  changes: {
    notWatched: '알 수 없음: 그때까지 기록된 시스템 지문이 없습니다. 리포터가 실행될 때마다 지문을 기록합니다.',
    since: (time) => `${time}부터 감시 중.`,
    none: '패키지, 유닛, 설정 파일의 변경이 발견되지 않았습니다.',
    counts: (packages, units, files, boots) =>
      `변경: ${listed([
        [packages, `패키지 ${formatNumber(packages)}건`],
        [units, `유닛 ${formatNumber(units)}건`],
        [files, `파일 ${formatNumber(files)}건`],
        [boots, `서버 재시작 ${formatNumber(boots)}건`],
      ])}.`,
    head: ['시각', '종류', '이름', '변경'],
    kinds: { package: '패키지', unit: '유닛', file: '파일', boot: '서버' },
    what: { added: '추가', removed: '삭제', changed: '변경' },
    restarted: '재시작',
    found: (time) => `${time} 이전`,
    blind: (kind, reason) => `확인 불가: ${kind} (${reason}).`,
    more: (more) => `외 ${formatNumber(more)}건`,
  },
  unread: {
    reasons: {
      empty: '비어 있음',
      notJson: 'JSON이 아님',
      notOpened: '열 수 없음',
      wrongShape: '형식이 올바르지 않음',
      damagedLines: '손상된 줄이 있음',
      damagedSamples: '손상된 샘플이 있음',
    },
    lines: (lines) => ` (${formatNumber(lines)})`,
  },
  data: {
    metrics: '샘플',
    analysis: '로그 분석',
    incidents: '인시던트',
    runs: '실행 기록',
    beats: '하트비트',
    alarms: 'ops 자체 알림',
    alerts: '경보',
    deliveries: '전달 기록',
    audit: '자동 복구',
    json: '이 보고서 (JSON)',
  },
};
