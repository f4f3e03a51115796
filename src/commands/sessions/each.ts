import { asUserError, EXIT, errorText } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { findRecord } from '../../core/sessions/find.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import type { Result } from '../command.ts';

export interface EachResult {
  key: string;
  ok: boolean;
  status: string;
  error?: string;
}

/** Does one thing to several sessions. One that fails does not keep the others from theirs; exit 1 when any failed. */
export async function forEachSession(
  at: Layout,
  operation: string,
  names: readonly string[],
  act: (record: SessionRecord) => Promise<string> | string,
): Promise<Result> {
  const results: EachResult[] = [];
  for (const name of names) {
    try {
      const record = findRecord(at, name);
      results.push({ key: record.key, ok: true, status: await act(record) });
    } catch (error) {
      results.push({ key: name, ok: false, status: 'failed', error: errorText(asUserError(error)) });
    }
  }
  const ok = results.every((result) => result.ok);
  const text = results.map((result) => `${result.key}: ${result.error ?? result.status}`).join('\n');
  return { data: { ok, operation, results }, text, exitCode: ok ? EXIT.done : EXIT.failed };
}
