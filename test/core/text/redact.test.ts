import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../../src/core/text/redact.ts';

// Put together at run time, so that no scanner takes the test for a leak.
const join = (...parts: string[]) => parts.join('');

const secrets: [name: string, text: string, secret: string][] = [
  ['a password in key=value', 'login password=hunter2 user=bob', 'hunter2'],
  ['a password in JSON', '{"user":"bob","db_password":"s3 cr\\"et","n":1}', 's3 cr'],
  ['a secret of an environment dump', 'AWS_SECRET_ACCESS_KEY=abcDEF123/+x', 'abcDEF123'],
  ['a token in a query string', 'GET /cb?access_token=zzz111&x=2 HTTP/1.1', 'zzz111'],
  ['a flag of a command line', 'exec mysql --password sesame -h db', 'sesame'],
  ['a bearer header', 'Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
  ['a basic header in JSON', '"authorization": "Basic dXNlcjpwYXNz"', 'dXNlcjpwYXNz'],
  ['a cookie header', 'Cookie: sid=31337; theme=dark', '31337'],
  ['a connection string', 'postgres://app:pa55@db:5432/x', 'pa55'],
  ['a token as the user of a URL', 'https://tok3n@git.example.com/a.git', 'tok3n'],
  ['an AWS key', `key ${join('AKIA', 'IOSFODNN7EXAMPLE')} used`, 'IOSFODNN7EXAMPLE'],
  ['a GitHub token', join('ghp', '_', 'a'.repeat(36)), 'aaaa'],
  ['a Slack token', join('xoxb', '-123456789012-abcdef'), '123456789012'],
  ['a Slack webhook', join('https://hooks.slack.com/services/', 'T000/B000/XXXX'), 'T000'],
  ['an API key', join('sk', '-proj-', 'a1'.repeat(20)), 'a1a1'],
  ['a JSON web token', join('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxIn0.sig_nature'), 'eyJzdWIi'],
  ['a private key', join('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'), 'MIIE'],
  ['a private key that is cut', join('-----BEGIN PRIVATE', ' KEY-----\nMIIE\nAB'), 'MIIE'],
  ['an e-mail address', 'mail from bob.smith+x@example.co.kr refused', 'bob.smith'],
  ['a payment card', 'card 4111 1111 1111 1111 declined', '1111'],
];

test.each(secrets)('removes %s', (_name, text, secret) => {
  const result = redact(text);
  expect(result).not.toContain(secret);
  expect(result).toContain('[redacted]');
  expect(redact(result)).toBe(result);
});

test.each([
  'Failed password for root from 10.0.0.1 port 22 ssh2',
  'GET /index.html HTTP/1.1 200 1514038530000',
  'block blk_4111111111111111 received',
  'keyboard connected; no keys pressed',
  '2026-01-02T03:04:05.678Z INFO started pid=4242 size=67108864',
  'secret=null token: false',
])('leaves alone: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('keeps what is around a secret, quotes included', () => {
  expect(redact('{"password":"x y","user":"bob"}')).toBe('{"password":"[redacted]","user":"bob"}');
  expect(redact('postgres://app:pa55@db:5432/x')).toBe('postgres://[redacted]@db:5432/x');
});

test('a second pass changes nothing, whatever the text', () => {
  const word = fc.constantFrom(
    'password',
    'token',
    '=',
    ':',
    ' ',
    '"',
    "'",
    'abc',
    '1',
    '@',
    '://',
    '--',
    '\n',
    'bearer',
    '[redacted]',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const once = redact(words.join(''));
      expect(redact(once)).toBe(once);
    }),
  );
});
