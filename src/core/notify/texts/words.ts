import type { NotifyReason, Severity } from '../../alerts/alert.ts';

export type Locale = 'en' | 'ko';

/** What a person reads of a notification: one line, and the whole of it. */
export interface Told {
  title: string;
  text: string;
}

interface Words {
  heading: Readonly<Record<Severity, string>>;
  resolved: string;
  /** Of the keys in the configuration and the series of metrics. */
  metrics: Readonly<Record<string, string>>;
  threshold: (value: string) => string;
  value: string;
  autoHeal: string;
  outcome: Readonly<Record<'failed' | 'succeeded' | 'waiting' | 'none', string>>;
  manual: string;
  approve: string;
  verifying: string;
  since: (time: string, ago: string) => string;
  lasted: (duration: string) => string;
  tried: string;
  next: string;
  why: (reason: string) => string;
  reasons: Readonly<Record<NotifyReason, string>>;
  storm: (count: number, within: string) => Told['title'];
  more: (count: number, where: string) => string;
  held: (count: number, until: string | null) => string;
  resolvedMark: string;
  undelivered: (title: string) => string;
  undeliveredBecause: (reason: string) => string;
  test: (channel: string) => Told;
  unit: readonly (readonly [letter: string, word: string])[];
}

const en: Words = {
  heading: { critical: '🚨 Urgent alarm', warning: '⚠️ Warning', info: 'ℹ️ Notice' },
  resolved: '✅ Resolved',
  metrics: {
    cpu: 'CPU usage',
    memory: 'Memory usage',
    disk: 'Disk usage',
    inodes: 'Inode usage',
    swap: 'Swap usage',
    error_rate: 'Errors per minute',
    load: 'Load',
  },
  threshold: (value) => `threshold: ${value}`,
  value: 'Value',
  autoHeal: 'AutoHeal attempt',
  outcome: { failed: 'failed', succeeded: 'succeeded', waiting: 'waits for approval', none: 'none' },
  manual: 'Manual intervention required',
  approve: 'Approval required: ops approvals pending',
  verifying: 'Recovery is being verified',
  since: (time, ago) => `Since: ${time} (${ago} ago)`,
  lasted: (duration) => `Lasted: ${duration}`,
  tried: 'Tried:',
  next: 'Next:',
  why: (reason) => `Why you are told: ${reason}`,
  reasons: {
    first: 'it has begun',
    'severity raised': 'it became more severe',
    repeat: 'it goes on',
    escalated: 'nobody has acknowledged it',
    'acknowledgement expired': 'the acknowledgement has expired and it goes on',
    resolved: 'it is over',
    flapping: 'it comes and goes; further changes are told in a digest',
    stale: 'there are no fresh readings, so nothing is known of it',
    storm: 'many alarms at once',
    digest: 'held back until now',
  },
  storm: (count, within) => `🚨 Alarm storm: ${count} new alarms within ${within}`,
  more: (count, where) => `… and ${count} more: ${where}`,
  held: (count, until) => `📋 ${count} messages that were held back${until === null ? '' : ` until ${until}`}`,
  resolvedMark: 'resolved',
  undelivered: (title) => `⚠️ Undelivered: ${title}`,
  undeliveredBecause: (reason) => `This message could not be delivered (${reason}):`,
  test: (channel) => ({ title: '✅ Test message', text: `✅ Test message\n- The channel ${channel} works.` }),
  unit: [],
};

const ko: Words = {
  heading: { critical: '🚨 긴급 알람', warning: '⚠️ 경고', info: 'ℹ️ 알림' },
  resolved: '✅ 해결됨',
  metrics: {
    cpu: 'CPU 사용률',
    memory: '메모리 사용률',
    disk: '디스크 사용률',
    inodes: '아이노드 사용률',
    swap: '스왑 사용률',
    error_rate: '분당 오류 수',
    load: '시스템 부하',
  },
  threshold: (value) => `임계값: ${value}`,
  value: '값',
  autoHeal: 'AutoHeal 시도',
  outcome: { failed: '실패', succeeded: '성공', waiting: '승인 대기', none: '없음' },
  manual: '수동 개입 필요',
  approve: '승인 필요: ops approvals pending',
  verifying: '복구 여부 확인 중',
  since: (time, ago) => `시작: ${time} (${ago} 전)`,
  lasted: (duration) => `지속 시간: ${duration}`,
  tried: '시도한 조치:',
  next: '다음 조치:',
  why: (reason) => `알림 사유: ${reason}`,
  reasons: {
    first: '새로 발생',
    'severity raised': '심각도 상승',
    repeat: '계속 진행 중',
    escalated: '아무도 확인하지 않음',
    'acknowledgement expired': '확인 기한이 지났으나 계속 진행 중',
    resolved: '해결됨',
    flapping: '발생과 해결이 반복됨; 이후 변화는 요약으로 알림',
    stale: '최신 측정값이 없어 상태를 알 수 없음',
    storm: '알람이 한꺼번에 발생',
    digest: '지금까지 보류됨',
  },
  storm: (count, within) => `🚨 알람 폭주: ${within} 동안 새 알람 ${count}건`,
  more: (count, where) => `… 외 ${count}건: ${where}`,
  held: (count, until) => `📋 ${until === null ? '' : `${until}까지 `}보류되었던 알림 ${count}건`,
  resolvedMark: '해결됨',
  undelivered: (title) => `⚠️ 전달 실패: ${title}`,
  undeliveredBecause: (reason) => `다음 알림을 전달하지 못했습니다 (${reason}):`,
  test: (channel) => ({ title: '✅ 시험 메시지', text: `✅ 시험 메시지\n- ${channel} 채널이 정상입니다.` }),
  unit: [
    ['d', '일'],
    ['h', '시간'],
    ['m', '분'],
    ['s', '초'],
  ],
};

export const WORDS: Readonly<Record<Locale, Words>> = { en, ko };
