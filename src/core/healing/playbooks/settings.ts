import { OpsError } from '../../errors.ts';
import type { Trigger } from './condition.ts';

/**
 * Puts the target and labels into an action's settings. Only a whole value `{"$label": name}` is filled in, never a part of a text, and what
 * is filled in stays one text: it cannot become an option, a second argument or a list.
 * @throws OpsError where the label is missing, or could be taken for an option.
 */
export function filledSettings(settings: unknown, trigger: Trigger): unknown {
  if (Array.isArray(settings)) return settings.map((value) => filledSettings(value, trigger));
  if (typeof settings !== 'object' || settings === null) return settings;
  const entries = Object.entries(settings);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === '$label') return labelText(only[1], trigger);
  return Object.fromEntries(entries.map(([key, value]) => [key, filledSettings(value, trigger)]));
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const LONGEST = 4_096;

function labelText(name: unknown, { target, labels }: Trigger): string {
  if (typeof name !== 'string') throw new OpsError('E_CONFIG', '$label takes the name of a label');
  const text = name === 'target' ? target : Object.hasOwn(labels, name) ? labels[name] : undefined;
  if (text === undefined) throw new OpsError('E_CONFIG', `The trouble has no label ${JSON.stringify(name)}`);
  const isPlain = text !== '' && !text.startsWith('-') && text.length <= LONGEST && !CONTROL.test(text);
  if (isPlain) return text;
  throw new OpsError('E_CONFIG', `The label ${name} is ${JSON.stringify(text.slice(0, 60))}: that is no plain name`, {
    hint: 'Empty texts, control characters and texts that begin with - are not filled into an action.',
  });
}
