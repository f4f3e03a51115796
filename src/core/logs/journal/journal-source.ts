/** `journal`, or `journal:ssh.service,nginx` for what these units wrote. A file of that name is meant by `./journal`. */
const SOURCE = /^journald?(?::(.*))?$/;

/** A source of the configuration that is read from systemd's journal. Without units it is all of the journal. */
export interface JournalSource {
  source: string;
  units: readonly string[];
}

function unitsOf(source: string): string[] | null {
  const match = SOURCE.exec(source);
  if (match === null) return null;
  return (match[1] ?? '')
    .split(',')
    .map((unit) => unit.trim())
    .filter((unit) => unit !== '');
}

/** Parts the journal from the files. What two sources have in common is read for the first of them, and all of the journal holds every unit. */
export function partSources(sources: readonly string[]): { journals: JournalSource[]; paths: string[] } {
  const paths: string[] = [];
  const journals: JournalSource[] = [];
  const taken = new Set<string>();
  for (const source of sources) {
    const units = unitsOf(source);
    if (units === null) paths.push(source);
    else if (units.length === 0) journals.unshift({ source, units });
    else {
      const fresh = [...new Set(units)].filter((unit) => !taken.has(unit));
      for (const unit of fresh) taken.add(unit);
      if (fresh.length > 0) journals.push({ source, units: fresh });
    }
  }
  return { journals: journals[0]?.units.length === 0 ? journals.slice(0, 1) : journals, paths };
}
