import { SingleBar } from 'cli-progress';

/** Shows how far the work has come: a bar on a terminal, else a line every few seconds. */
export interface Progress extends Disposable {
  update(done: number, requests: number): void;
  /** Says something beside the bar. */
  note(text: string): void;
}

const LINE_EVERY_MS = 5_000;

/** @param total How much there is; undefined where that is not known. */
export function createProgress(noun: string, total: number | undefined, done: number): Progress {
  const stream = process.stderr;
  const count = total === undefined ? `{value} ${noun}` : `{value} of {total} ${noun}`;
  const rest = total === undefined ? '{requests} requests' : '{requests} requests | {eta_formatted} left';
  const bar = new SingleBar({
    format: stream.isTTY && total !== undefined ? `{bar} {percentage} % | ${count} | ${rest}` : `${count} | ${rest}`,
    stream,
    noTTYOutput: true,
    notTTYSchedule: LINE_EVERY_MS,
    etaBuffer: 50,
    hideCursor: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  bar.start(total ?? 0, done, { requests: 0 });
  return {
    update: (value, requests) => bar.update(value, { requests }),
    note: (text) => void stream.write(stream.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`),
    [Symbol.dispose]: () => bar.stop(),
  };
}
