import type { FrameTexts } from '../texts.ts';
import { duration } from './words.ts';

export const frame: FrameTexts = {
  language: 'ko',
  duration,
  weekdays: ['월요일', '화요일', '수요일', '목요일', '금요일', '토요일', '일요일'],
  weekdaysShort: ['월', '화', '수', '목', '금', '토', '일'],
  title: {
    daily: (name) => `일일 운영 보고서 ${name}`,
    weekly: (name) => `주간 운영 보고서 ${name}`,
    monthly: (name) => `월간 운영 보고서 ${name}`,
  },
  covers: (from, to) => `${from} – ${to}`,
  day: (day, weekday) => `${day} (${weekday})`,
  soFar: (time) => `진행 중인 기간: ${time}까지의 데이터`,
  levels: { ok: '정상', warning: '경고', critical: '심각', unknown: '알 수 없음', info: '참고' },
  verdict: {
    ok: '조치가 필요한 항목 없음',
    warning: '확인이 필요한 항목 있음',
    critical: '심각한 문제 발생',
    unknown: '측정된 데이터가 부족하여 판단 불가',
  },
  lead: {
    noData: '데이터 없음: 이 기간에 수집된 샘플이 하나도 없어 서버 상태를 판단할 수 없습니다.',
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
  nothingFound: '데이터상 조치가 필요한 항목이 없습니다.',
  nothingKnown: '데이터가 없어 권장할 조치를 판단할 수 없습니다.',
  sections: {
    findings: '확인 사항과 권장 조치',
    overview: '개요',
    resources: '리소스 사용량',
    days: '일별 현황',
    gaps: '데이터 공백',
    availability: '가용성',
    incidents: '인시던트',
    alarms: '경보와 알림',
    patterns: '반복되는 패턴',
    healing: '자동 복구',
    agents: '에이전트',
    logs: '로그',
    capacity: '용량 전망',
    utilisation: '리소스 활용도',
    changes: '시스템 변경 사항',
    unread: '읽지 못한 파일',
    data: '상세 데이터',
  },
  brief: {
    more: (more) => `- 외 ${more}건`,
    whole: (file, host) => `전체 보고서: ${host}의 ${file}`,
  },
};
