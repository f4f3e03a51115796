/** How well a text fits what was typed: its letters in this order, the closer together and the earlier the better. Null: not at all. */
export function fuzzy(typed: string, text: string): number | null {
  const wanted = typed.toLowerCase().replaceAll(/\s+/g, '');
  const present = text.toLowerCase();
  if (wanted === '') return 0;
  let cost = 0;
  let from = 0;
  for (const letter of wanted) {
    const at = present.indexOf(letter, from);
    if (at === -1) return null;
    const begins = at === 0 || /[\s-]/.test(present[at - 1] ?? '');
    cost += from === 0 ? at : (at - from) * (begins ? 1 : 3);
    from = at + 1;
  }
  return cost + text.length / 100;
}
