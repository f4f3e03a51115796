import { formatBytes, formatNumber, formatPercent } from '../../render/format.ts';
import type { MeasuredTexts } from '../texts.ts';

const P95 = 'p95: 샘플의 95%가 이 값 이하.';
const POINTS = '비율은 퍼센트포인트(%p) 차이.';

export const measured: MeasuredTexts = {
  overview: {
    uptime: '종료 시점의 가동 시간',
    restarts: '서버 재시작',
    measured: '측정',
    samples: (samples, every, percent, gaps) =>
      `기간의 ${percent}: 샘플 ${formatNumber(samples)}개, ${every === null ? '' : `${every} 간격, `}${gaps === 0 ? '공백 없음' : `공백 ${formatNumber(gaps)}건`}`,
    network: '네트워크',
    traffic: (received, sent) => `수신 ${formatBytes(received)}, 송신 ${formatBytes(sent)}`,
    incidents: '인시던트',
    incidentCounts: (opened, resolved, open) =>
      opened + resolved + open === 0
        ? '없음'
        : `발생 ${formatNumber(opened)}건, 해결 ${formatNumber(resolved)}건, ${open === 0 ? '종료 시점 미해결 없음' : `종료 시점 미해결 ${formatNumber(open)}건`}`,
    alerts: '경보',
    alertCounts: (fired, bySeverity, open) =>
      `${fired === 0 ? '발생 없음' : `${formatNumber(fired)}건 발생 (${bySeverity})`}${open === 0 ? '' : `, 종료 시점에 지속 중 ${formatNumber(open)}건`}`,
    news: 'ops 자체 알림',
    newsCounts: (told, bySeverity) => `${formatNumber(told)}건 (${bySeverity})`,
    agents: '에이전트 실행',
    runs: (runs, failed) =>
      runs === 0 ? '없음' : `${formatNumber(runs)}회, ${failed === 0 ? '실패 없음' : `실패 ${formatNumber(failed)}회`}`,
    logs: '로그',
    logCounts: (lines, errors, warnings) =>
      `${formatNumber(lines)}줄, ${errors === 0 ? '오류 없음' : `오류 ${formatNumber(errors)}건`}, ${warnings === 0 ? '경고 없음' : `경고 ${formatNumber(warnings)}건`}`,
    notAnalysed: '이 기간에 분석되지 않음',
  },
  resources: {
    names: {
      cpu: 'CPU',
      cpuWait: 'CPU 입출력 대기',
      cpuSteal: '호스트가 가져간 CPU',
      load: '부하 (1분)',
      memory: '메모리',
      swap: '스왑',
      pressureCpu: 'CPU 대기 시간 비율',
      pressureMemory: '메모리 대기 시간 비율',
      pressureIo: '입출력 대기 시간 비율',
      disk: '디스크',
      inodes: '아이노드',
      diskBusy: '디스크 가동률',
      receive: '수신',
      transmit: '송신',
    },
    head: ['항목', '평균', 'p95', '최대', '시각', '변화', '중앙값', '최소', '추이'],
    none: '이 기간에 측정된 값이 없습니다.',
    points: '%p',
    note: {
      daily: (change) => `${change}추이: 막대 하나가 1시간, ·는 데이터 없음. ${P95}`,
      weekly: (change) => `${change}추이: 막대 하나가 6시간, ·는 데이터 없음. ${P95}`,
      monthly: (change) => `${change}추이: 막대 하나가 하루, ·는 데이터 없음. ${P95}`,
    },
    change: {
      daily: (whole) => `변화: ${whole ? '전날' : '전날 같은 시간대'} 평균 대비, ${POINTS} `,
      weekly: (whole) => `변화: ${whole ? '전주' : '전주 같은 기간'} 평균 대비, ${POINTS} `,
      monthly: (whole) => `변화: ${whole ? '전월' : '전월 같은 기간'} 평균 대비, ${POINTS} `,
    },
    noChange: '이전 기간은 절반도 측정되지 않아 변화를 표시하지 않습니다. ',
    above: (name, limit, length) => [name, `: ${length} 동안 ${limit} 초과`],
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
    gap: '데이터 없음',
    thresholds: (limits) => `임계값 ${limits}`,
    highest: (value, time) => `최대 ${value} (${time})`,
    describe: (title, low, high) => `${title}: 최소 ${low}, 최대 ${high}`,
  },
  days: {
    head: [
      '날짜',
      '측정',
      'CPU 평균',
      '최대',
      '메모리 평균',
      '최대',
      '로그 오류',
      '경보',
      '인시던트',
      '가장 많이 찬 디스크',
    ],
  },
  gaps: {
    none: '없음: 샘플이 빠짐없이 수집되었습니다.',
    all: '기간 전체에 데이터가 없습니다.',
    gap: (from, to, length) => `${from} – ${to} 데이터 없음 (${length})`,
    causes: {
      restarted: '이 사이에 서버가 재시작됨',
      running: '서버는 가동 중이었으나 측정되지 않음',
      beginning: '그 전에는 측정한 적이 없음',
      unknown: '원인을 알 수 없음',
    },
    damaged: '저장된 샘플을 읽을 수 없음',
    missing: (samples, of) => `: 샘플 ${formatNumber(of)}개 중 ${formatNumber(samples)}개에서 값이 없음`,
    more: (more) => `외 ${formatNumber(more)}건`,
    hours: (time) =>
      `${time} 이전은 시간 단위 집계만 남아 있어 백분위수, 최댓값의 시각, 임계값 초과 시간이 근삿값입니다.`,
  },
  availability: {
    machine: '서버',
    throughout: (since) => (since === null ? '기간 내내 가동' : `측정을 시작한 ${since} 이후 계속 가동`),
    known: (percent, down, since) =>
      `${since === null ? '' : `${since} 이후 `}최소 ${percent} 가동 확인, 중단은 최대 ${down}`,
    target: '목표',
    targetAllows: (percent, down) => `${percent}: 이 기간에 허용되는 중단 시간은 최대 ${down}`,
    machineTarget: (met) => (met ? ', 목표 달성' : ', 목표 달성 여부는 확인할 수 없음'),
    watching: '측정',
    orchestrator: '오케스트레이터',
    beats: (beats, skipped, missed) =>
      `하트비트 ${formatNumber(beats)}회${skipped === 0 ? '' : `, 건너뜀 ${formatNumber(skipped)}회`}, ${missed === 0 ? '누락 없음' : `누락 ${formatNumber(missed)}회`}`,
    noBeats: '이 기간과 그 이전에 하트비트 기록 없음',
    silence: (from, to, length) => `하트비트가 가장 오래 끊긴 구간: ${length} (${from} – ${to})`,
    noChecks: '이 기간에 저장된 상태 점검 결과가 없습니다.',
    head: (target) => ['점검', '가용률', `목표 ${target}`, '중단', '평균 응답', 'p95', '최대', '결과 수'],
    met: '달성',
    missed: '미달',
    failing: '종료 시점에 실패 중',
    note: (percent) => `측정된 시간(기간의 ${percent})만으로 판단했습니다.`,
  },
  capacity: {
    none: '알 수 없음: 이 기간에 측정된 값이 없습니다.',
    head: ['항목', '현재', '사용량', '하루 변화', '가득 차기까지', '관찰 기간'],
    names: { disk: '디스크', inodes: '아이노드', memory: '메모리' },
    size: (used, total) => `${formatBytes(total)} 중 ${formatBytes(used)}`,
    days: (days) => (days < 1 ? '하루 미만' : days > 365 ? '1년 이상' : `약 ${formatNumber(Math.round(days))}일`),
    range: (from, to) =>
      to === null
        ? ` (빠르면 ${Math.round(from)}일, 차지 않을 수도 있음)`
        : ` (${Math.round(from)}–${Math.round(to)}일)`,
    state: {
      steady: '변화 없음',
      shrinking: '감소 중',
      unknown: '하루 이상의 데이터 필요',
      filling: '2년 안에는 차지 않음',
      grows: '증가 중',
    },
    note: '관찰 기간의 모든 샘플 쌍에서 구한 증가율의 중앙값 기준이며, 괄호 안은 그중 가운데 절반의 증가율로 계산한 일수입니다.',
    utilisation: (name, p95, mean, max) =>
      `${name}: 전체 시간의 95%에서 ${formatPercent(p95)} 이하, 평균 ${formatPercent(mean)}, 최대 ${formatPercent(max)}.`,
    noCost: '가격 정보가 없으므로 비용이 아니라 리소스 활용도를 나타냅니다.',
  },
};
