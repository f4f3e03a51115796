const MARK = '[redacted]';

const SECRET_NAME =
  '[\\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|credentials?|auth[_-]?key|session[_-]?id|signature)[\\w.-]*';

const VALUE = '(?:"(?:[^"\\\\\\n]|\\\\.)*"?|\'(?:[^\'\\\\\\n]|\\\\.)*\'?|[^\\s"\',;&<>{}()|]+)';

type Rule = readonly [pattern: RegExp, replacement: string | ((match: string, ...groups: string[]) => string)];

function keepQuotes(value: string): string {
  const quote = value[0];
  return quote === '"' || quote === "'" ? `${quote}${MARK}${quote}` : MARK;
}

/** The check digit of payment cards: what passes it is a card, not an order number. Cards begin with 22 to 69; times in milliseconds with 1. */
function isCard(match: string): boolean {
  let sum = 0;
  const digits = match.replaceAll(/\D/g, '');
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const value = place % 2 === 1 ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Whole secrets by their own shape come first, then what stands behind a telling name. */
const RULES: readonly Rule[] = [
  [
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    MARK,
  ],
  [/https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>)]+/gi, `https://hooks.slack.com/${MARK}`],
  [
    /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/[^\s"'<>)]+/gi,
    `https://discord.com/api/webhooks/${MARK}`,
  ],
  // The user part of a URL may be a token too: https://TOKEN@host/.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>@]+(?::[^\s/"'<>]*)?@(?=[^\s"'<>])/gi, `$1${MARK}@`],
  [/\b(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ANVA|AIPA)[A-Z0-9]{16}\b/g, MARK],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}\b/g, MARK],
  [/\bgithub_pat_[A-Za-z0-9_]{20,}/g, MARK],
  [/\bglpat-[A-Za-z0-9_-]{16,}/g, MARK],
  [/\bnpm_[A-Za-z0-9]{30,}\b/g, MARK],
  [/\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}/g, MARK],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, MARK],
  [/\b(?:sk|pk|rk)[-_](?:[A-Za-z0-9]+[-_])*[A-Za-z0-9_-]{16,}/g, MARK],
  [/\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g, MARK],
  [
    /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:bearer|basic|digest|token|negotiate|apikey)\s+)[^\s"',]+/gi,
    `$1${MARK}`,
  ],
  [/\b(bearer\s+)(?=[^\s"',]*\d)[A-Za-z0-9._~+/=-]{12,}/gi, `$1${MARK}`],
  [/\b((?:set-)?cookie["']?\s*[:=]\s*["']?)[^\s"'][^\n"']*/gi, `$1${MARK}`],
  [
    new RegExp(
      `(?<![\\w.-])(${SECRET_NAME}["']?\\s*(?:=>|:=|[=:])\\s*)(?!["']?(?:null|true|false)\\b)(${VALUE})`,
      'gi',
    ),
    (_match, name, value) => `${name}${keepQuotes(value)}`,
  ],
  [
    new RegExp(`(?<![\\w-])(--?${SECRET_NAME}\\s+)(?!-)(${VALUE})`, 'gi'),
    (_match, name, value) => `${name}${keepQuotes(value)}`,
  ],
  [/(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b/g, MARK],
  [/(?<![\w.-])(?:2[2-7]|[3-6]\d)[ -]?(?:\d[ -]?){11,16}\d(?![\w.-])/g, (match) => (isCard(match) ? MARK : match)],
];

/**
 * Replaces what looks like a secret (keys, tokens, passwords, connection strings, PEM blocks, cards) or an e-mail address by
 * `[redacted]`. For what leaves the machine or is kept: samples and messages, not every line (twenty patterns cost 30 times a scan).
 */
export function redact(text: string): string {
  let result = text;
  for (const [pattern, replacement] of RULES) {
    result =
      typeof replacement === 'string' ? result.replace(pattern, replacement) : result.replace(pattern, replacement);
  }
  return result;
}
