import type { Content, Piece, Section } from '../document.ts';
import { type Context, coded, join } from './context.ts';

/** Of these the reference is what they are on. */
const RECURRING: readonly string[] = ['alarmRecurs', 'playbookRecurs'];
const TITLED: readonly string[] = ['incidentOpen', 'alertOpen'];

/** Incidents have titles, and alerts that said something; everything else that is found has a name on this machine. */
function aboutOf(code: string, subject: string): Piece {
  return TITLED.includes(code) && subject.includes(' ') ? { strong: subject } : { code: subject };
}

/** What needs a person, the worst first, each with what to do where there is something to do. */
export function findings({ report, texts, clock }: Context): Section {
  const items = report.findings.map((finding): Content => {
    const [what, advice] = texts.findings[finding.code](finding, finding.at === null ? '' : clock.moment(finding.at));
    const on: Content =
      RECURRING.includes(finding.code) && finding.reference !== null
        ? [texts.patterns.on, { code: finding.reference }]
        : [];
    const about = finding.subject === null ? [] : [aboutOf(finding.code, finding.subject), ...on, ': '];
    const level = { level: finding.level, text: texts.levels[finding.level] };
    return join(level, ' ', about, coded(what), advice === null ? [] : [' ', ...coded(advice)]);
  });
  const none = report.verdict === 'unknown' ? texts.nothingKnown : texts.nothingFound;
  return {
    id: 'findings',
    title: texts.sections.findings,
    blocks: [items.length === 0 ? { kind: 'text', content: none } : { kind: 'list', items }],
  };
}
