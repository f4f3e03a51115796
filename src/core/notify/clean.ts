import { oneLine, stripControl } from '../text/control.ts';
import { redact } from '../text/redact.ts';
import type { Outgoing } from './outgoing.ts';

/** A message as it may lie on the disk and leave the machine: no secrets, no control characters, a title of one line. */
export function cleaned(message: Outgoing): Outgoing {
  return { ...message, title: redact(oneLine(message.title)), text: redact(stripControl(message.text)) };
}
