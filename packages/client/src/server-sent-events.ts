import { NoAnswerError } from './errors.ts';

export interface ServerSentEvent {
  event: string;
  data: string;
}

/** The events of a stream; `onBytes` is told whenever anything comes, comments included. */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: () => void,
): AsyncGenerator<ServerSentEvent, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const read = () =>
    reader.read().catch((error: unknown) => {
      throw new NoAnswerError(undefined, error);
    });
  for (let { value, done } = await read(); !done; { value, done } = await read()) {
    onBytes();
    text += value;
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop() ?? '';
    for (const block of blocks) yield toEvent(block);
  }
}

function toEvent(block: string): ServerSentEvent {
  const lines = block.split(/\r?\n/).map((line) => /^(\w+):? ?(.*)$/.exec(line) ?? []);
  const values = (wanted: string) => lines.filter(([, name]) => name === wanted).map(([, , value = '']) => value);
  return { event: values('event').at(-1) ?? 'message', data: values('data').join('\n') };
}
