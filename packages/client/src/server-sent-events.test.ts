import { expect, it } from 'vitest';
import { readEvents, type ServerSentEvent } from './server-sent-events.ts';

it('reads events however the bytes are split, and leaves comments out', async () => {
  const bytes = new TextEncoder().encode(
    ':\n\nevent: next\ndata: {"a":\ndata: "é"}\n\n: ping\n\nevent: complete\r\ndata:\r\n\r\n',
  );
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.slice(n * size, (n + 1) * size),
    );
    let heard = 0;
    const events: ServerSentEvent[] = [];
    for await (const event of readEvents(toStream(chunks), () => heard++)) events.push(event);
    expect(events.filter(({ data, event }) => data !== '' || event === 'complete')).toEqual([
      { event: 'next', data: '{"a":\n"é"}' },
      { event: 'complete', data: '' },
    ]);
    expect(heard).toBeGreaterThan(0);
  }
});

function toStream(chunks: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}
