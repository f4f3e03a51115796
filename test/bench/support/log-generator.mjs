import { closeSync, openSync, writeSync } from 'node:fs';

/** A small generator of numbers that is the same on every machine. */
function random(seed) {
  let state = seed;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { next, below, pick: (list) => list[below(list.length)] };
}

const NOUNS =
  'connection session worker request cache index table buffer queue node cluster replica shard token cookie header payload handler socket pipe thread task job timer event metric report config module driver device volume disk memory page block frame packet route gateway proxy tunnel certificate key user group role policy rule filter stream topic partition offset segment snapshot backup'.split(
    ' ',
  );
const VERBS =
  'opened closed started stopped failed retried accepted rejected loaded flushed synced removed created updated skipped expired'.split(
    ' ',
  );
const LEVELS = ['INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'DEBUG', 'WARN', 'ERROR'];

function kinds(count, { next, below, pick }) {
  return Array.from({ length: count }, () => {
    const words = Array.from({ length: 4 + below(8) }, () => {
      const chance = next();
      if (chance < 0.6) return pick(NOUNS);
      if (chance < 0.72) return pick(VERBS);
      if (chance < 0.8) return '#N';
      if (chance < 0.86) return '#A';
      if (chance < 0.92) return 'id=#N';
      if (chance < 0.96) return 'took #Nms';
      return `/var/lib/${pick(NOUNS)}/#N`;
    });
    return { level: pick(LEVELS), tag: `${pick(NOUNS)}.${pick(NOUNS)}`, message: words.join(' ') };
  });
}

/**
 * Writes a log of so many bytes. `kinds`: different messages, the first ones frequent, the last ones rare. `names`: words that are
 * nobody's name end so many of a hundred lines, so that lines differ in letters and not in numbers only.
 */
export function writeLog(path, { bytes, kinds: count, names = 0, seed = 12_345 }) {
  const numbers = random(seed);
  const { next, below } = numbers;
  const messages = kinds(count, numbers);
  const name = () => String.fromCharCode(...Array.from({ length: 6 }, () => 97 + below(26)));
  const file = openSync(path, 'w');
  let time = Date.UTC(2026, 0, 1);
  let lines = 0;
  for (let done = 0; done < bytes; ) {
    let text = '';
    while (text.length < 1 << 20) {
      time += below(60);
      const { level, tag, message } = messages[Math.floor(next() ** 2 * count)];
      const said = message
        .replace(/#N/g, () => below(1_000_000))
        .replace(/#A/g, () => `10.${below(256)}.${below(256)}.${below(256)}`);
      const end = below(100) < names ? ` for user ${name()}` : '';
      text += `${new Date(time).toISOString()} host${below(3)} ${tag}[${1_000 + below(50)}]: ${level} ${said}${end}\n`;
      lines += 1;
    }
    writeSync(file, text);
    done += text.length;
  }
  closeSync(file);
  return lines;
}
