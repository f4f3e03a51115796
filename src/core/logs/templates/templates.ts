import { createHash } from 'node:crypto';
import type { Level } from '../level.ts';
import { mergeTemplates } from './merging/merge.ts';
import { settleTokens } from './settle-tokens.ts';
import { addShape, levelOfCounts, type Shape } from './shape.ts';
import { alignGaps, templateText } from './tokens.ts';

/** One kind of message. */
export interface Template extends Shape {
  /** From the template's words, so that equal templates have equal ids in every run. */
  id: string;
  text: string;
  level: Level | null;
}

export function templateId(tokens: readonly string[]): string {
  return createHash('sha256').update(tokens.join('\u0000')).digest('hex').slice(0, 12);
}

/** The templates of shapes, the most frequent first, and the template of each shape. `also`: token lists known from before. */
export function templatesOf(
  shapes: readonly Shape[],
  also: readonly (readonly string[])[] = [],
): { templates: Template[]; ofTokens: (tokens: readonly string[]) => string } {
  const merged = mergeTemplates(
    shapes.map(({ tokens }) => tokens),
    { proven: also },
  );
  const tokensOf = (tokens: readonly string[]) => merged.get(tokens.join('\u0000')) ?? tokens;
  const idOf = (tokens: readonly string[]) => templateId(settleTokens(tokens));
  const templates = new Map<string, Template>();
  for (const shape of shapes) {
    const tokens = tokensOf(shape.tokens);
    const id = idOf(tokens);
    const known = templates.get(id);
    if (known !== undefined) {
      addShape(known, shape);
      // Of two ways to say the same the shorter one is shown, whichever came first.
      if (tokens.length < known.tokens.length) {
        known.tokens = tokens;
        known.text = templateText({ tokens, gaps: alignGaps(tokens, shape) });
      }
    } else {
      templates.set(id, {
        ...shape,
        levels: [...shape.levels],
        hours: new Map(shape.hours),
        tokens,
        id,
        text: templateText({ tokens, gaps: alignGaps(tokens, shape) }),
        level: null,
      });
    }
  }
  const sorted = [...templates.values()].sort((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1));
  for (const template of sorted) template.level = levelOfCounts(template.levels);
  return { templates: sorted, ofTokens: (tokens) => idOf(tokensOf(tokens)) };
}
