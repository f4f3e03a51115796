import type { Content, Piece } from '../render/document.ts';
import type { Finding, FindingCode, FindingLevel, Gap, Unread, Verdict } from '../report.ts';
import type { Pattern } from '../report-events.ts';
import type { Change, ChangeKind, Forecast, ResourceId } from '../report-parts.ts';
import type { ReportKind } from '../time/period.ts';

/** Everything that a report says, in one language. Words only: figures, times and names come in as they are. */
export interface Texts extends FrameTexts, MeasuredTexts, EventTexts {
  /** What was found, and what to do about it where there is something to do. `at` is the finding's time, written out. */
  findings: Record<FindingCode, (finding: Finding, at: string) => readonly [what: string, advice: string | null]>;
}

export interface FrameTexts {
  language: 'en' | 'ko';
  duration(seconds: number): string;
  /** Monday first. */
  weekdays: readonly string[];
  weekdaysShort: readonly string[];
  title: Record<ReportKind, (name: string) => string>;
  covers(from: string, to: string): string;
  day(day: string, weekday: string): string;
  soFar(time: string): string;
  levels: Record<Verdict | FindingLevel, string>;
  verdict: Record<Verdict, string>;
  lead: {
    noData: string;
    findings(critical: number, warning: number, unknown: number): string;
    ok(percent: string): string;
  };
  none: string;
  unknown: string;
  nothingFound: string;
  nothingKnown: string;
  sections: Record<SectionId, string>;
  /** Of the short form that is sent. */
  brief: { more(count: number): string; whole(file: string, host: string): string };
}

export interface MeasuredTexts {
  overview: {
    uptime: string;
    restarts: string;
    measured: string;
    samples(samples: number, every: string | null, percent: string, gaps: number): string;
    network: string;
    traffic(received: number, sent: number): string;
    incidents: string;
    incidentCounts(opened: number, resolved: number, open: number): string;
    alerts: string;
    alertCounts(fired: number, bySeverity: string, open: number): string;
    news: string;
    newsCounts(told: number, bySeverity: string): string;
    agents: string;
    runs(runs: number, failed: number): string;
    logs: string;
    logCounts(lines: number, errors: number, warnings: number): string;
    notAnalysed: string;
  };
  resources: {
    names: Record<ResourceId, string>;
    head: readonly string[];
    none: string;
    /** Stands behind a difference of two shares. */
    points: string;
    /** `change`: what the change is against, or why there is none. */
    note: Record<ReportKind, (change: string) => string>;
    /** `whole`: the period is over. */
    change: Record<ReportKind, (whole: boolean) => string>;
    noChange: string;
    above(name: Piece, limit: string, length: string): Content;
  };
  charts: {
    cpu: string;
    memory: string;
    load: string;
    disks: string;
    network: string;
    errors: string;
    receive: string;
    transmit: string;
    gap: string;
    thresholds(limits: string): string;
    highest(value: string, time: string): string;
    describe(title: string, low: string, high: string): string;
  };
  days: { head: readonly string[] };
  gaps: {
    none: string;
    all: string;
    gap(from: string, to: string, length: string): string;
    causes: Record<Gap['cause'], string>;
    damaged: string;
    missing(samples: number, of: number): string;
    more(more: number): string;
    hours(time: string): string;
  };
  availability: {
    machine: string;
    /** `since`: when measuring began, where that was within the period. */
    throughout(since: string | null): string;
    known(percent: string, down: string, since: string | null): string;
    target: string;
    targetAllows(percent: string, down: string): string;
    machineTarget(met: boolean): string;
    watching: string;
    orchestrator: string;
    beats(beats: number, skipped: number, missed: number): string;
    noBeats: string;
    silence(from: string, to: string, length: string): string;
    noChecks: string;
    head(target: string): readonly string[];
    met: string;
    missed: string;
    failing: string;
    note(percent: string): string;
  };
  capacity: {
    none: string;
    head: readonly string[];
    names: Record<Forecast['resource'], string>;
    size(used: number, total: number): string;
    days(days: number): string;
    range(from: number, to: number | null): string;
    state: Record<Forecast['state'] | 'grows', string>;
    note: string;
    utilisation(name: string, p95: number, mean: number, max: number): string;
    noCost: string;
  };
}

export interface EventTexts {
  incidents: {
    none: string;
    head: readonly string[];
    open: string;
    /** Null: there is nothing to take the mean of. */
    meanTimes(acknowledge: string | null, resolve: string | null): string;
    by(name: string): string;
    byKind: string;
    before(opened: number): string;
    fileTime: string;
  };
  alarms: {
    noAlerts: string;
    alertHead: readonly string[];
    firing: string;
    takenOver(name: string): string;
    over: string;
    told: string;
    head: readonly string[];
    delivered(delivered: number, channels: string, median: string | null, slowest: string | null): string;
    notDelivered: string;
    givenUp(count: number): string;
    failure(time: string, title: Piece, reason: string): Content;
    before(alerts: number, told: number): string;
  };
  patterns: {
    kinds: Record<Pattern['kind'], string>;
    item(kind: string, name: readonly Piece[], times: number, days: number, when: string): Content;
    /** Stands between a playbook and what it was run on. */
    on: string;
    when(weekday: string | null, hour: number | null): string;
  };
  healing: {
    none: string;
    runs(runs: number, verified: number, percent: string, mean: string | null): string;
    asked(asked: number, allowed: number, denied: number, expired: number): string;
    head: readonly string[];
    agents(recovered: number, failures: number, mean: string | null): string;
  };
  agents: {
    none: string;
    head: readonly string[];
    seconds(value: string): string;
    failure(time: string, reason: string): string;
  };
  logs: {
    none: string;
    summary(analyses: number, lines: number, errors: number, warnings: number): string;
    before(errors: number): string;
    peak(rate: number, time: string): string;
    firstRead(lines: number): string;
    head: readonly string[];
    messages: string;
    fresh: string;
    findings: string;
    finding(level: string, kind: string, times: number): string;
    /** Said where not every note of the analyses is listed. */
    moreNotes: string;
    kinds: Readonly<Record<string, string>>;
    /** Levels of log lines, where they are not said as they are written. */
    levels: Readonly<Record<string, string>>;
    noLevel: string;
    sources: string;
  };
  changes: {
    notWatched: string;
    since(time: string): string;
    none: string;
    counts(packages: number, units: number, files: number, boots: number): string;
    head: readonly string[];
    kinds: Record<ChangeKind, string>;
    what: Record<Change['what'], string>;
    restarted: string;
    found(time: string): string;
    blind(kind: string, reason: string): string;
    more(more: number): string;
  };
  unread: { reasons: Record<Unread['reason'], string>; lines(lines: number): string };
  data: Record<
    'metrics' | 'analysis' | 'incidents' | 'runs' | 'beats' | 'alerts' | 'alarms' | 'deliveries' | 'audit' | 'json',
    string
  >;
}

export type SectionId =
  | 'findings'
  | 'overview'
  | 'resources'
  | 'days'
  | 'gaps'
  | 'availability'
  | 'incidents'
  | 'alarms'
  | 'patterns'
  | 'healing'
  | 'agents'
  | 'logs'
  | 'capacity'
  | 'utilisation'
  | 'changes'
  | 'unread'
  | 'data';
