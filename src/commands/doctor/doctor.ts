import type { Check, Severity } from '../../core/doctor/check.ts';
import { CHECKS, type Examination, examine, type Finding } from '../../core/doctor/examine.ts';
import { OpsError } from '../../core/errors.ts';
import { oneLine } from '../../core/text/control.ts';
import { plural } from '../../core/text/plural.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, textOption } from '../options.ts';

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];

/** For scripts: 0 clean, 1 something was found and is not fixed, 2 could not check. */
const EXIT_CODES = { clean: 0, found: 1, unchecked: 2 } as const;

const BLOCKING = ['workspace.exists', 'workspace.safe'];

export const run: Run = async (input) => {
  const least = choiceOption(input, 'severityMin', SEVERITIES) ?? 'info';
  const all = await examine(input.root, { fix: flag(input, 'fix'), checks: chosen(input) });
  const findings = all.findings.filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least));
  const shown: Examination = { ...all, findings };
  return {
    data: shown,
    text: flag(input, 'lint') ? lint(findings) : describe(shown),
    exitCode: exitCodeOf(shown),
  };
};

function chosen(input: Input): readonly Check[] {
  const text = textOption(input, 'only');
  if (text === undefined) return CHECKS;
  const names = text.split(',').map((name) => name.trim());
  const checks = CHECKS.filter(({ id }) => names.some((name) => id === name || id.startsWith(`${name}.`)));
  if (checks.length > 0) return checks;
  throw new OpsError('E_USAGE', `--only names no check: ${text}`, {
    hint: `There are: ${CHECKS.map(({ id }) => id).join(', ')}`,
  });
}

function exitCodeOf({ ok, findings, checksRun }: Examination): number {
  if (findings.some(({ checkId }) => BLOCKING.includes(checkId))) return EXIT_CODES.unchecked;
  if (!ok) return EXIT_CODES.found;
  return checksRun === 0 ? EXIT_CODES.unchecked : EXIT_CODES.clean;
}

const MARKS: Record<Severity, string> = { error: 'ERROR  ', warning: 'WARNING', info: 'info   ' };

function describe({ findings, checksRun, checksSkipped, skipped, ok }: Examination): string {
  const blocks = findings.map((finding) => {
    const lines = [
      `${MARKS[finding.severity]} ${oneLine(finding.message)}  [${finding.checkId}]`,
      `        ${finding.why}`,
    ];
    lines.push(`        ${oneLine(outcome(finding))}`);
    return lines.join('\n');
  });
  const failed = skipped.filter(({ reason }) => !reason.startsWith('only on '));
  const unchecked = failed.map(({ checkId, reason }) => `could not check ${checkId}: ${oneLine(reason)}`);
  const fixable = findings.filter((finding) => finding.fixable && !finding.fixed).length;
  const how = fixable === 0 ? '' : ` ${fixable} of them: ops doctor --fix.`;
  const verdict = ok ? 'Nothing needs to be done.' : `Something needs to be done.${how}`;
  return [...blocks, ...unchecked, `${plural(checksRun, 'check')}, ${checksSkipped} skipped. ${verdict}`].join('\n');
}

function outcome({ fixed, fixError, fixHint }: Finding): string {
  if (fixed) return 'Fixed.';
  return fixError === null ? fixHint : `Could not be fixed: ${fixError}. ${fixHint}`;
}

function lint(findings: readonly Finding[]): string {
  return findings
    .map(({ path, severity, checkId, message, fixed }) =>
      oneLine(`${path ?? '-'}: ${severity}: ${message} (${checkId})${fixed ? ' fixed' : ''}`),
    )
    .join('\n');
}
