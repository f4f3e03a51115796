import { OpsError } from '../../core/errors.ts';
import { wallTime } from '../../core/schedule/wall-time.ts';
import { durationOrThrow } from '../../core/text/parse-duration.ts';
import type { Input } from '../command.ts';
import { textOption } from '../options.ts';

/** The moment that an option names, by the machine's clock where it says no zone; epoch milliseconds. */
export function timeOption(input: Input, name: string, zone: string | null = null): number | undefined {
  const text = textOption(input, name);
  if (text === undefined) return undefined;
  const time = wallTime(text, zone);
  if (time !== null) return time;
  throw new OpsError('E_USAGE', `--${name} takes a time such as 2026-03-01T22:00, not ${JSON.stringify(text)}`);
}

/** From when until when, by --from, --for and --until; null where neither of the last two is given. Epoch milliseconds. */
export function spanOption(
  input: Input,
  now: number,
  zone: string | null = null,
): { from: number; until: number } | null {
  const from = timeOption(input, 'from', zone) ?? now;
  const length = textOption(input, 'for');
  const until = timeOption(input, 'until', zone);
  if (length !== undefined && until !== undefined)
    throw new OpsError('E_USAGE', '--for and --until say the same thing: give one of them');
  if (length !== undefined) return { from, until: from + durationOrThrow(length, '--for') };
  return until === undefined ? null : { from, until };
}
