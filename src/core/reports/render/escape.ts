import { oneLine } from '../../text/control.ts';

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as plain words inside HTML, in an element or a quoted attribute: no markup, no control characters. */
export function escapeHtml(text: string): string {
  return oneLine(text).replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}
