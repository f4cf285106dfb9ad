import type { GraphQLFormattedError } from 'graphql';
import type { Front } from './front.ts';

export interface LiveResult {
  data?: Record<string, { cursor: string; message: { uuid: string; text: string }; lead: { uuid: string } }> | null;
  errors?: GraphQLFormattedError[];
}

/** A listener over server-sent events. */
export interface Listening extends AsyncDisposable {
  /** What has come so far. */
  readonly results: LiveResult[];
  /** Whether the stream has ended as it should. */
  isComplete(): boolean;
  /** Whether the stream has ended in any way. */
  isOver(): boolean;
  /** The texts of messages that have come. */
  texts(): string[];
  /** The last cursor that has come. */
  cursor(): string | undefined;
}

/** Subscribes, and has listened from the moment that it resolves. */
export async function listen(
  front: Pick<Front, 'post'>,
  query: string,
  { variables = {}, headers = {} }: { variables?: object; headers?: Record<string, string> } = {},
): Promise<Listening> {
  const leaving = new AbortController();
  const response = await front.post(
    { query, variables },
    { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal },
  );
  const results: LiveResult[] = [];
  let isComplete = false;
  let isOver = false;
  const reading = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        if (event.startsWith('event: complete')) isComplete = true;
        const [, data] = /^data: (.+)$/m.exec(event) ?? [];
        if (data !== undefined) results.push(JSON.parse(data));
      }
    }
  })()
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  const events = () => results.flatMap(({ data }) => Object.values(data ?? {}));
  return {
    results,
    isComplete: () => isComplete,
    isOver: () => isOver,
    texts: () => events().map(({ message }) => message.text),
    cursor: () => events().at(-1)?.cursor,
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await reading;
    },
  };
}
