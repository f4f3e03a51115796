import { quantity } from '../../notify/texts/format.ts';
import type { Locale } from '../../notify/texts/words.ts';
import type { DefaultRuleName } from './default-names.ts';
import { unitOf } from './metric-names.ts';
import type { Rule } from './rule.ts';

type Templates = Readonly<Record<DefaultRuleName | 'threshold' | 'rate' | 'time_to_full' | 'absence', string>>;

const TEMPLATES: Readonly<Record<Locale, Templates>> = {
  en: {
    cpu_usage: 'CPU usage {value} (threshold: {threshold})',
    memory_usage: 'Memory usage {value} (threshold: {threshold})',
    disk_usage: 'Disk usage of {resource} {value} (threshold: {threshold})',
    inode_usage: 'Inode usage of {resource} {value} (threshold: {threshold})',
    disk_full_soon: '{resource} is full in {value} if it goes on filling as it did',
    swap_usage: 'Swap usage {value} (threshold: {threshold})',
    memory_pressure: 'Every task waited for memory in {value} of the time (threshold: {threshold})',
    io_pressure: 'Every task waited for disks in {value} of the time (threshold: {threshold})',
    oom_kill: 'Memory ran out: the kernel ended {value} processes',
    mount_read_only: '{resource} was writable and is read-only now',
    clock_unsynchronised: 'The clock is not synchronised',
    unit_failed: 'The unit {resource} has failed',
    health_check: 'Health check {resource}: {detail}',
    heartbeat_missed: '{value} heartbeats were missed',
    metrics_stale: 'No fresh readings: {detail}. What they would show is unknown',
    error_rate: '{value} errors in the logs (threshold: {threshold})',
    log_finding: 'In the logs: {detail}',
    threshold: '{metric} {resource} {value} (threshold: {threshold})',
    rate: '{metric} {resource} changes by {value} a minute (threshold: {threshold})',
    time_to_full: '{metric} {resource} is full in {value} h (threshold: {threshold} h)',
    absence: 'There is no {metric} {resource} any more',
  },
  ko: {
    cpu_usage: 'CPU 사용률 {value} (임계값: {threshold})',
    memory_usage: '메모리 사용률 {value} (임계값: {threshold})',
    disk_usage: '{resource} 디스크 사용률 {value} (임계값: {threshold})',
    inode_usage: '{resource} inode 사용률 {value} (임계값: {threshold})',
    disk_full_soon: '{resource} 디스크가 이 추세라면 {value} 후에 가득 찹니다',
    swap_usage: '스왑 사용률 {value} (임계값: {threshold})',
    memory_pressure: '모든 작업이 메모리를 기다린 시간 {value} (임계값: {threshold})',
    io_pressure: '모든 작업이 디스크를 기다린 시간 {value} (임계값: {threshold})',
    oom_kill: '메모리 부족: 커널이 프로세스 {value}개를 종료했습니다',
    mount_read_only: '{resource} 파일 시스템이 읽기 전용으로 바뀌었습니다',
    clock_unsynchronised: '시계가 동기화되지 않았습니다',
    unit_failed: '유닛 {resource} 실패',
    health_check: '헬스 체크 {resource}: {detail}',
    heartbeat_missed: '하트비트 {value}회 누락',
    metrics_stale: '최신 측정값 없음: {detail}. 현재 상태를 알 수 없습니다',
    error_rate: '로그 에러 {value} (임계값: {threshold})',
    log_finding: '로그: {detail}',
    threshold: '{metric} {resource} {value} (임계값: {threshold})',
    rate: '{metric} {resource} 분당 변화 {value} (임계값: {threshold})',
    time_to_full: '{metric} {resource} {value}시간 후 가득 참 (임계값: {threshold}시간)',
    absence: '{metric} {resource} 값이 더 이상 없습니다',
  },
};

export interface MessageFacts {
  value: number | null;
  threshold: number | null;
  resource: string | null;
  detail: string | null;
}

/** What is wrong, for a person: the rule's own words, or those for its kind. */
export function ruleMessage(rule: Rule, facts: MessageFacts, locale: Locale): string {
  const templates: Readonly<Record<string, string>> = TEMPLATES[locale];
  const template = rule.message ?? templates[rule.name] ?? templates[rule.kind] ?? '{metric} {value}';
  const unit = rule.kind === 'threshold' ? unitOf(rule.metric) : null;
  const words: Readonly<Record<string, string>> = {
    value: facts.value === null ? '?' : quantity(facts.value, unit),
    threshold: facts.threshold === null ? '?' : quantity(facts.threshold, unit),
    resource: facts.resource ?? '',
    detail: facts.detail ?? '',
    metric: rule.metric,
  };
  const text = template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
  return text.replaceAll(/ {2,}/g, ' ').replace(/: *$/, '').trim();
}
