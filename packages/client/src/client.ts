import { type Operation, type TypedDocument, toOperation } from './document.ts';
import { type Answer, GatewayError, NoAnswerError } from './errors.ts';
import { pause, pauseBeforeRepeat } from './repeat.ts';

export interface ClientOptions {
  /** The gateway's endpoint, such as `https://gateway.example.com/graphql`. */
  url: string;
  /** Sent with every request, such as `authorization`. As a function it is asked before each, so that a token can be renewed. */
  headers?: HeadersOf | undefined;
  /** How long one answer may take. Default 40,000: longer than the gateway gives an operation. */
  timeoutMs?: number;
  /** How long to go on repeating what may be repeated, waits included. Default 120,000. */
  maxWaitMs?: number;
  fetch?: typeof globalThis.fetch;
}

export type HeadersOf = Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);

export interface RequestOptions {
  signal?: AbortSignal | undefined;
  /** Added to those of the client: `{ 'cache-control': 'max-age=5' }`, or `{ priority: 'u=7' }` for work in the background. */
  headers?: Record<string, string> | undefined;
}

/** The last arguments of a call: variables may be left out where none must be given. */
export type Rest<Variables, Options = RequestOptions> = object extends Variables
  ? [variables?: Variables, options?: Options]
  : [variables: Variables, options?: Options];

export interface Client {
  /** The data of a query or mutation; throws a `GatewayError` for any error in the answer, a `NoAnswerError` where none came. */
  request<Data, Variables extends object>(
    document: TypedDocument<Data, Variables>,
    ...rest: Rest<Variables>
  ): Promise<Data>;
  /** Data and errors as the gateway answers them, for caches that keep what there is; throws a `NoAnswerError` where no answer came. */
  execute(operation: Operation, variables: object, options?: RequestOptions): Promise<Answer<unknown>>;
  /** The response to one request, which is neither read nor repeated. */
  post(operation: Operation, variables: object, options?: RequestOptions): Promise<Response>;
}

/**
 * A client of the gateway at `url`. It waits and repeats where the gateway says so (`RATE_LIMITED`), and where an answer is lost on
 * the way: queries, and mutations with an `idempotencyKey`. No other mutation is repeated once it may have been carried out.
 */
export function createClient({
  url,
  headers: clientHeaders = {},
  timeoutMs = 40_000,
  maxWaitMs = 120_000,
  fetch = globalThis.fetch,
}: ClientOptions): Client {
  async function post(operation: Operation, variables: object, options: RequestOptions = {}) {
    const own = typeof clientHeaders === 'function' ? await clientHeaders() : clientHeaders;
    const { signal } = options;
    return fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', ...own, ...options.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: operation.text, variables }),
      ...(signal && { signal }),
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new NoAnswerError(undefined, error);
    });
  }

  async function attempt(operation: Operation, variables: object, options: RequestOptions) {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    try {
      return await readAnswer(await post(operation, variables, { ...options, signal }));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (timeout.aborted) return new NoAnswerError(undefined, error);
      if (error instanceof NoAnswerError) return error;
      throw error;
    }
  }

  async function execute(operation: Operation, variables: object, options: RequestOptions = {}) {
    const deadline = Date.now() + maxWaitMs;
    for (let failures = 0; ; failures++) {
      const outcome = await attempt(operation, variables, options);
      const pauseMs = pauseBeforeRepeat(operation, variables, outcome, failures);
      if (pauseMs !== undefined && Date.now() + pauseMs <= deadline) await pause(pauseMs, options.signal);
      else if (outcome instanceof NoAnswerError) throw outcome;
      else return outcome;
    }
  }

  async function request<Data, Variables extends object>(
    document: TypedDocument<Data, Variables>,
    ...[variables, options]: Rest<Variables>
  ): Promise<Data> {
    return dataOf<Data>(await execute(toOperation(document), variables ?? {}, options));
  }

  return { request, execute, post };
}

/** The answer that a response holds. Every answer of the gateway has data or errors, whatever its status. */
async function readAnswer(response: Response): Promise<Answer<unknown>> {
  const text = await response.text().catch((error: unknown) => {
    throw new NoAnswerError(undefined, error);
  });
  const body = toJson(text);
  if (isAnswer(body)) return body;
  throw new NoAnswerError(response.status);
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isAnswer(body: unknown): body is Answer<unknown> {
  return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
}

/** The data of an answer whose document gives its type. */
function dataOf<Data>(answer: Answer<unknown>): Data {
  const [first] = answer.errors ?? [];
  if (first !== undefined) throw new GatewayError(first, answer);
  if (isDataOf<Data>(answer)) return answer.data;
  throw new NoAnswerError();
}

/** The document says what the data looks like. */
function isDataOf<Data>(answer: Answer<unknown>): answer is { data: Data } {
  return answer.data !== undefined && answer.data !== null;
}
