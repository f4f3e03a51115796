/** How far a long work is, in words. */
export type Progress = () => string;

let listener: ((progress: Progress) => void) | null = null;

/** Whoever shows it to a person. Where nobody listens, as in an agent or a library, saying it costs nothing. */
export function onProgress(show: (progress: Progress) => void): void {
  listener = show;
}

/** Says how far it is. The words are made only when they are shown, so this may be called as often as one likes. */
export function tellProgress(progress: Progress): void {
  listener?.(progress);
}

/** `Reading app.log: 45 %`. */
export function share(what: string, done: number, all: number): string {
  return `${what}: ${all === 0 ? 100 : Math.floor((100 * done) / all)} %`;
}
