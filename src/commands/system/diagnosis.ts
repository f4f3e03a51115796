import { release } from 'node:os';
import { examine } from '../../core/doctor/examine.ts';
import { oneLine } from '../../core/text/control.ts';
import { plural } from '../../core/text/plural.ts';
import { VERSION } from '../../core/version.ts';
import type { Input, Result } from '../command.ts';

/** Of the shapes in docs/json.md. */
const JSON_VERSION = 1;

/** Adds what a person who looks into a fault asks for first: versions, and what the doctor finds. */
export async function withDiagnosis(status: Result, input: Input): Promise<Result> {
  const doctor = await examine(input.root);
  const versions = {
    ops: VERSION,
    json: JSON_VERSION,
    node: process.versions.node,
    platform: `${process.platform} ${release()}`,
  };
  const findings = doctor.findings.map(
    ({ severity, message, checkId }) => `  ${severity}: ${oneLine(message)}  [${checkId}]`,
  );
  const text = [
    status.text.trimEnd(),
    '',
    `Versions      ops ${versions.ops}, Node ${versions.node}, ${versions.platform}`,
    `Doctor        ${plural(doctor.checksRun, 'check')}, ${plural(findings.length, 'finding')}`,
    ...findings,
  ].join('\n');
  return { ...status, data: { ...(status.data as object), versions, doctor }, text };
}
