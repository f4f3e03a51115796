/** One line of a `timestamp,value` file. */
export interface CsvPoint {
  /** As the file has it. */
  timestamp: string;
  /** Epoch milliseconds; a time without a zone is read as UTC. */
  time: number;
  value: number;
}

export interface CsvSeries {
  points: CsvPoint[];
  /** Lines that are neither a heading nor a timestamp with a number, counted from 1. */
  badLines: number[];
}

function parseTime(text: string): number {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    // Seconds until the year 5138, milliseconds from 1973 on.
    return Math.abs(number) < 1e11 ? number * 1_000 : number;
  }
  const normal = text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(normal) || !normal.includes('T') ? normal : `${normal}Z`);
}

/** Reads a file of two columns, with or without a heading. */
export function parseCsv(text: string): CsvSeries {
  const points: CsvPoint[] = [];
  const badLines: number[] = [];
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (line.trim() === '') return;
      const [timestamp = '', value = ''] = line.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
      const time = parseTime(timestamp);
      const number = value === '' ? Number.NaN : Number(value);
      if (Number.isFinite(time) && Number.isFinite(number)) points.push({ timestamp, time, value: number });
      else if (index > 0) badLines.push(index + 1);
    });
  return { points, badLines };
}
