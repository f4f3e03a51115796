/** What a person types as a value: JSON, and a word that is none is a text, so that it needs no quotes. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
