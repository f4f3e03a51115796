import { closeSync, openSync } from 'node:fs';
import { EXIT, errorCode, OpsError } from '../../core/errors.ts';
import { MESSAGE_LIMIT_BYTES } from '../../core/sessions/mailbox.ts';
import { type SendResult, sendMessage } from '../../core/sessions/send.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Input, Run } from '../command.ts';
import { flag, numberOption, textOption } from '../options.ts';
import { readInput } from '../standard-input.ts';

const EXIT_OF: Record<SendResult['status'], number> = {
  ok: EXIT.done,
  accepted: EXIT.done,
  queued: EXIT.noAnswer,
  timeout: EXIT.noAnswer,
  no_reply: EXIT.noAnswer,
  error: EXIT.failed,
  forbidden: EXIT.failed,
};

export const run: Run = async (input) => {
  const at = input.open();
  const [name = ''] = input.args;
  const timeoutSeconds = numberOption(input, 'timeoutSeconds', { max: 86_400 }) ?? 30;
  const idempotencyKey = textOption(input, 'idempotencyKey');
  const result = await sendMessage(at, name, {
    text: messageOf(input),
    from: process.env.OPS_SESSION_ID === undefined ? 'cli' : `session:${process.env.OPS_SESSION_ID}`,
    timeoutMs: timeoutSeconds * 1_000,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  // Waited for nothing and stored: that is what was asked for, whoever lives.
  const exitCode = timeoutSeconds === 0 && result.status === 'queued' ? EXIT.done : EXIT_OF[result.status];
  if (!flag(input, 'watch') || result.status === 'error') return { data: result, text: describe(result), exitCode };
  input.print(input.json ? `${JSON.stringify(result)}\n` : `${describe(result)}\n`);
  const { follow } = await import('./follow.ts');
  await follow(input, at, result.sessionId);
  return null;
};

function describe(result: SendResult): string {
  if (result.reply !== null) return stripControl(result.reply);
  return result.note ?? result.status;
}

function messageOf(input: Input): string {
  const [, word] = input.args;
  const file = textOption(input, 'messageFile');
  const given = [word, textOption(input, 'message'), file].filter((source) => source !== undefined);
  if (given.length !== 1) {
    throw new OpsError('E_USAGE', given.length === 0 ? 'There is no message' : 'The message is given more than once', {
      hint: 'Give it as an argument, with -m, with --message-file, or as - from standard input.',
    });
  }
  const text =
    file !== undefined ? readFile(file) : word === '-' ? readInput(MESSAGE_LIMIT_BYTES + 1) : (given[0] ?? '');
  if (text.trim() === '')
    throw new OpsError('E_USAGE', 'The message is empty', { hint: 'Say what the session should do.' });
  if (Buffer.byteLength(text) > MESSAGE_LIMIT_BYTES) {
    throw new OpsError('E_USAGE', `The message is longer than ${MESSAGE_LIMIT_BYTES} bytes`, {
      hint: 'Put it into a file and send its path.',
    });
  }
  return text;
}

/** One byte more than a message may have. */
function readFile(path: string): string {
  const file = openFile(path);
  try {
    return readInput(MESSAGE_LIMIT_BYTES + 1, file);
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new OpsError('E_FILE', `${path} cannot be read (${errorCode(error) ?? 'unknown error'})`, { cause: error });
  }
}
