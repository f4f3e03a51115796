import { oneLine } from '../../text/control.ts';
import type { ExternalAlarm } from '../input.ts';

export interface Unreadable {
  /** Of the file, from the workspace's root. */
  file: string;
  name: string;
  reason: string;
}

const WORDS = {
  en: ({ name, reason, file }: Unreadable) =>
    `an urgent alarm file could not be read: ${name} ${reason}. It lies in ${file}`,
  ko: ({ name, reason, file }: Unreadable) => `긴급 알람 파일을 읽을 수 없음: ${name} (${reason}). 위치: ${file}`,
} as const;

export type Locale = keyof typeof WORDS;

/** That a file could not be read is an alarm itself: whoever dropped it had something urgent to say. */
export function unreadableAlarm(unreadable: Unreadable, locale: Locale, at: number): ExternalAlarm {
  const name = oneLine(unreadable.name).trim();
  return {
    labels: { alertname: 'urgent alarm file unreadable', source: 'ops', resource: name },
    status: 'firing',
    severity: 'critical',
    message: WORDS[locale]({ ...unreadable, name, file: oneLine(unreadable.file) }),
    value: null,
    threshold: null,
    unit: null,
    startsAt: new Date(at).toISOString(),
    endsAt: null,
  };
}
