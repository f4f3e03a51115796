import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isContinuation, parseEvent } from '../../../src/core/logs/event.ts';

const NOW = new Date('2026-06-01T00:00:00Z');

const lines: [line: string, level: string | null, message: string, hasTime: boolean][] = [
  ['2026-01-02 03:04:05 INFO error rate 0', 'info', 'error rate 0', true],
  ['2026-01-02T03:04:05.678901+09:00 web1 sshd[123]: error: PAM: fail', 'error', 'error: PAM: fail', true],
  ['Jan  2 03:04:05 web1 kernel: [12345.678901] [UFW BLOCK] IN=eth0', null, '[UFW BLOCK] IN=eth0', true],
  ['<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - su root failed', 'critical', 'su root failed', true],
  ["<35>Oct 11 22:14:15 mymachine su: 'su root' failed", 'error', "'su root' failed", true],
  ['[Sun Dec 04 04:47:44 2005] [error] mod_jk child in state 6', 'error', 'mod_jk child in state 6', true],
  ['2026/01/01 10:00:00 [warn] 123#0: *45 slow upstream', 'warning', '*45 slow upstream', true],
  ['2026-01-01 10:00:00.123 UTC [123] LOG:  system is ready', 'info', 'system is ready', true],
  ['2026-01-01T00:00:00.000000Z 0 [Warning] [MY-010068] [Server] CA certificate', 'warning', 'CA certificate', true],
  ['2026-01-02 03:04:05,123 - mymodule - ERROR - It failed', 'error', 'It failed', true],
  ['2026-01-02 03:04:05.123  INFO 1 --- [main] o.s.b.TomcatServer : Started', 'info', 'Started', true],
  ['12-17 19:31:36.263  1795  1825 D PowerManager: acquire lock=2', 'debug', 'acquire lock=2', true],
  ['I0102 15:04:05.678901   12345 controller.go:123] Starting', 'info', 'Starting', true],
  ['[12:00:01 INF] Hello world', 'info', 'Hello world', true],
  ['2026-01-01T00:00:00.000Z\terror\tcaller/x.go:12\tlost', 'error', 'lost', true],
  ['[2026-01-02 03:04:05] production.ERROR: Something', 'error', 'Something', true],
  ['ERROR: no such file', 'error', 'no such file', false],
  ['error opening file, 0 errors', null, 'error opening file, 0 errors', false],
  ['backup failed at 2026-01-02 03:04:05', null, 'backup failed at 2026-01-02 03:04:05', false],
  ['{"level":50,"time":1767322800000,"msg":"db down","pid":1}', 'error', 'db down', true],
  ['{"severity":"WARNING","timestamp":"2026-01-02T03:04:05Z","message":"slow"}', 'warning', 'slow', true],
  ['ts=2026-01-02T03:04:05Z level=error msg="disk full" path=/x', 'error', 'disk full', true],
  [
    '192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] "GET /a?b=1 HTTP/1.1" 503 12 "-" "x"',
    'error',
    'GET /a answered 503',
    true,
  ],
  [
    '192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] "GET /items/5001 HTTP/1.1" 200 12',
    'info',
    'GET /items/5001 answered 200',
    true,
  ],
  ['2026-01-02T03:04:05.123Z stdout F {"level":"warn","msg":"inner","n":5}', 'warning', 'inner', true],
  ['2026-01-02T03:04:05.1Z stderr F ERROR 2026-01-02 03:04:05 it broke', 'error', 'it broke', true],
  ['2026-01-02T03:04:05.1Z stdout P half of a line', null, 'half of a line', true],
  ['{"log":"[ERROR] lost\\n","stream":"stdout","time":"2026-01-02T03:04:05.1Z"}', 'error', 'lost\n', true],
  ['Jan  2 03:04:05 h dockerd[9]: time="2026-01-02T03:04:05Z" level=error msg="it broke"', 'error', 'it broke', true],
  ['Jan  2 03:04:05 h app[9]: {"level":50,"msg":"it broke"}', 'error', 'it broke', true],
  ['{"t":{"$date":"2026-01-02T03:04:05Z"},"s":"W","c":"NET","msg":"slow"}', 'warning', 'slow', true],
  ['\u001b[36mINFO\u001b[0m[0001] A walrus', 'info', 'A walrus', false],
  ['Start-Date: 2026-01-02  03:04:05', null, 'Start-Date: 2026-01-02  03:04:05', true],
  ['2026-01-02 03:04:05 ERROR', 'error', '2026-01-02 03:04:05 ERROR', true],
  ['12:S 02 Jan 2026 03:04:05.123 # Error condition', null, 'Error condition', true],
  ['12:M 02 Jan 2026 03:04:05.123 . 3 clients connected', null, '3 clients connected', true],
  ['2026-01-02T03:04:05.678901+09:00 zeus kernel: [1.5] eth0: link up', null, 'eth0: link up', true],
  ['2026-01-02T03:04:05+09:00 cannot open: it is gone', null, 'cannot open: it is gone', true],
  ['12:M 02 Jan 2026 03:04:05.123 - 10 changes in 300 seconds', null, '10 changes in 300 seconds', true],
  ['2026-01-02 03:04:05 zeus kernel: it is gone', null, 'zeus kernel: it is gone', true],
  ['01-02 03:04:05.678  1795  1825 I art: Background sweep', 'info', 'Background sweep', true],
  ['2026-01-02 03:04:05.123 UTC [9] shop@shop DETAIL:  Key exists.', 'info', 'Key exists.', true],
  ['2026-01-02 03:04:05.1+0000 [id=9]\tINFO\thudson.model.Run#execute: docs built', 'info', 'docs built', true],
  ['2026-01-02 03:04:05.1  ERROR 9 --- [main] o.C.[.[.[/].[servlet] : It broke', 'error', 'It broke', true],
  ['Jan  2 03:04:05 web1 app[7]: ERROR it broke', 'error', 'ERROR it broke', true],
  ['Jan  2 03:04:05 web1 app[7]: [warn] it may break', 'warning', '[warn] it may break', true],
  ['Jan  2 03:04:05 web1 app[7]: error rate is 0', null, 'error rate is 0', true],
  ['Jan  2 03:04:05 web1 app[7]: ERRORS: 0', null, 'ERRORS: 0', true],
  ['Jul  2 00:48:35 mac-pro com.x.launchd[1] (com.x.pid.20155): Path not allowed', null, 'Path not allowed', true],
  [
    'example.com:443 192.0.2.5 - bob [02/Jan/2026:03:04:05 +0000] "POST /login HTTP/1.1" 401 12 "-" "x"',
    'warning',
    'POST /login answered 401',
    true,
  ],
  [
    '192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] "\\x16\\x03\\"\\x01" 400 157 "-" "-"',
    'warning',
    'no request answered 400',
    true,
  ],
];

test.each(lines)('%s', (line, level, message, hasTime) => {
  const event = parseEvent(line, NOW);
  expect({ level: event.level, message: event.message, hasTime: event.at !== null }).toEqual({
    level,
    message,
    hasTime,
  });
});

test.each([
  '\tat org.example.Foo.bar(Foo.java:12)',
  'Caused by: java.io.IOException: reset',
  'Traceback (most recent call last):',
  'ValueError: bad thing 5',
  'goroutine 1 [running]:',
  'main.main()',
  'main.(*Server).serve(0xc000123456, {0x1, 0x2})',
  'created by net/http.(*Server).Serve',
  '#0 /var/www/x.php(12): foo()',
  '[stacktrace]',
  '"}',
])('%s goes on with the event before it', (line) => {
  expect(/^\s/.test(line) || isContinuation(line, parseEvent(line, NOW))).toBe(true);
});

test.each(['panic: boom', 'the Exception: none', 'called main.main()', 'ready (3 of 5)'])('%s does not', (line) => {
  expect(isContinuation(line, parseEvent(line, NOW))).toBe(false);
});

test('a time with a zone is exact, one without a year is of the last twelve months', () => {
  expect(parseEvent('2026-01-02T03:04:05.678+09:00 x', NOW).at).toBe(Date.UTC(2026, 0, 1, 18, 4, 5, 678));
  expect(new Date(parseEvent('Dec 31 23:59:59 h p: x', NOW).at ?? 0).getFullYear()).toBe(2025);
  expect(new Date(parseEvent('Jan  1 00:00:01 h p: x', NOW).at ?? 0).getFullYear()).toBe(2026);
});

test('no line, however odd, makes it fail, and the message is always a part of a plain line', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '[',
      ']',
      'ERROR',
      '2026-01-02',
      '03:04:05',
      '{',
      '"',
      '=',
      ' - ',
      '|',
      '<13>',
      ':',
      'a.b.C',
      '1767322800',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const line = words.join(' ');
      const event = parseEvent(line, NOW);
      if (event.format === 'plain') expect(line.endsWith(event.message)).toBe(true);
      if (event.at !== null) expect(Number.isFinite(event.at)).toBe(true);
    }),
  );
});
