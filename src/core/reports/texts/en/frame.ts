import type { FrameTexts } from '../texts.ts';
import { count, duration } from './words.ts';

/** What is around the sections, and what several of them say. */
export const frame: FrameTexts = {
  language: 'en',
  duration,
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  weekdaysShort: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  title: {
    daily: (name) => `Daily operations report ${name}`,
    weekly: (name) => `Weekly operations report ${name}`,
    monthly: (name) => `Monthly operations report ${name}`,
  },
  covers: (from, to) => `${from} to ${to}`,
  day: (day, weekday) => `${day} (${weekday})`,
  soFar: (time) => `not over yet: data up to ${time}`,
  levels: { ok: 'ok', warning: 'warning', critical: 'critical', unknown: 'unknown', info: 'note' },
  verdict: {
    ok: 'Nothing needs attention',
    warning: 'Something needs attention',
    critical: 'Something serious happened',
    unknown: 'Too little was measured to judge',
  },
  lead: {
    noData: 'No data: not one sample was taken in this period, so nothing can be said about the machine.',
    findings: (critical, warning, unknown) =>
      [
        critical > 0 ? `${critical} critical` : '',
        warning > 0 ? count(warning, 'warning') : '',
        unknown > 0 ? `${unknown} unknown` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    ok: (percent) => `Measured for ${percent} of the period; nothing was outside its limits.`,
  },
  none: 'none',
  unknown: 'unknown',
  nothingFound: 'Nothing in the data calls for action.',
  nothingKnown: 'Nothing can be recommended without data.',
  sections: {
    findings: 'Findings and recommendations',
    overview: 'Overview',
    resources: 'Resource usage',
    days: 'Day by day',
    gaps: 'Gaps in the data',
    availability: 'Availability',
    incidents: 'Incidents',
    alarms: 'Alerts and messages',
    patterns: 'Recurring patterns',
    healing: 'Automatic healing',
    agents: 'Agents',
    logs: 'Logs',
    capacity: 'Capacity',
    utilisation: 'Use of what is there',
    changes: 'Changes on the machine',
    unread: 'What could not be read',
    data: 'Detailed data',
  },
  brief: {
    more: (more) => `- and ${more} more`,
    whole: (file, host) => `The whole report: ${file} on ${host}`,
  },
};
