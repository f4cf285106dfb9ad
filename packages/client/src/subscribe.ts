import { type Client, isAnswer, type RequestOptions, type Rest } from './client.ts';
import { type Operation, type TypedDocument, toOperation } from './document.ts';
import { type Answer, type AnswerError, type Code, GatewayError, NoAnswerError, retryAfterMs } from './errors.ts';
import { backOffMs, pause } from './repeat.ts';
import { readEvents } from './server-sent-events.ts';

export interface SubscribeOptions extends RequestOptions {
  /** Is told whenever the gateway has begun to listen, with the cursor from which on it does. Without one, only what is new comes. */
  onOpen?: ((cursor: string | undefined) => void) | undefined;
  /** Is told of errors beside an event, such as a value that cannot be read. */
  onErrors?: ((errors: readonly AnswerError[]) => void) | undefined;
  /** A stream that is silent for longer counts as broken. Default 30,000: the gateway sends something every 12 s. */
  silenceMs?: number | undefined;
}

/** The type of the events of a subscription that selects their `cursor`. */
export type EventIn<Data> = Extract<Data[keyof Data], { cursor: string }>;

/** What passes by itself: the subscription is tried again. */
const PASSING: readonly Code[] = [
  'SLOW_READER',
  'RATE_LIMITED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_ERROR',
  'COORDINATION_UNAVAILABLE',
];

/**
 * The events of a subscription, over server-sent events, until `signal` is aborted. Whenever the stream breaks or ends, it subscribes
 * again with the last event's cursor in `after`, so that none is missed and none comes twice. The document declares `$after`, gives it
 * to its field, and selects `cursor`. What does not pass by itself, such as a refused key, is thrown as a `GatewayError`.
 */
export async function* subscribe<Data, Variables extends { after?: string | null | undefined }>(
  client: Client,
  document: TypedDocument<Data, Variables>,
  ...[variables, options = {}]: Rest<Variables, SubscribeOptions>
): AsyncGenerator<EventIn<Data>, void> {
  const { signal, onOpen, onErrors } = options;
  const operation = toOperation(document);
  if (!/\$after\b/.test(operation.text) || !/\bcursor\b/.test(operation.text)) {
    throw new TypeError(
      'A subscription takes $after and selects the cursor of its event: without them events are missed.',
    );
  }
  let after = variables?.after ?? undefined;
  for (let failures = 0; !signal?.aborted; failures++) {
    let wait: number | undefined;
    try {
      for await (const answer of open(client, operation, { ...variables, after }, options)) {
        if (answer === 'open') {
          onOpen?.(after);
          continue;
        }
        const event = eventIn<EventIn<Data>>(answer);
        if (event === undefined) throw toError(answer);
        if (answer.errors) onErrors?.(answer.errors);
        after = event.cursor;
        failures = 0;
        yield event;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!isPassing(error)) throw error;
      wait = error instanceof GatewayError ? retryAfterMs(error.errors, PASSING) : undefined;
    }
    await pause(wait ?? backOffMs(failures), signal).catch(() => {});
  }
}

/** One stream: `open`, then what it sends. */
async function* open(
  client: Client,
  operation: Operation,
  variables: object,
  { signal, headers, silenceMs = 30_000 }: SubscribeOptions,
): AsyncGenerator<'open' | Answer<unknown>, void> {
  const silent = new AbortController();
  const ended = signal ? AbortSignal.any([signal, silent.signal]) : silent.signal;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onBytes = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(new NoAnswerError()), silenceMs);
  };
  try {
    onBytes();
    const response = await client.post(operation, variables, {
      signal: ended,
      headers: { ...headers, accept: 'text/event-stream' },
    });
    if (response.body === null || !isEventStream(response)) {
      const body: unknown = await response.json().catch(() => undefined);
      if (isAnswer(body)) throw toError(body);
      throw new NoAnswerError(response.status);
    }
    // A refusal comes as an event too, with another status.
    if (response.ok) yield 'open';
    for await (const { event, data } of readEvents(response.body, onBytes)) {
      if (event === 'complete') return;
      const answer: unknown = data === '' ? undefined : JSON.parse(data);
      if (isAnswer(answer)) yield answer;
    }
  } finally {
    clearTimeout(timer);
    silent.abort();
  }
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true;
}

/** The event of an answer that has one. */
function eventIn<Event extends { cursor: string }>({ data }: Answer<unknown>): Event | undefined {
  return Object.values(data ?? {}).find(isEvent<Event>);
}

function isEvent<Event extends { cursor: string }>(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && 'cursor' in value && typeof value.cursor === 'string';
}

function toError(answer: Answer<unknown>): Error {
  const [first] = answer.errors ?? [];
  return first === undefined ? new NoAnswerError() : new GatewayError(first, answer);
}

function isPassing(error: unknown): boolean {
  if (error instanceof GatewayError) return PASSING.includes(error.code);
  if (!(error instanceof NoAnswerError)) return false;
  return error.status === undefined || error.status >= 500 || error.status === 429;
}
