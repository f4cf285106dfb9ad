import { createPatience, type PatienceOptions } from './patience.ts';

export interface GraphOptions extends PatienceOptions {
  /** Of the gateway: `http://127.0.0.1:4000/graphql`. */
  url: string;
  /** Sent as `Authorization: Bearer`. */
  key?: string | undefined;
  /** Sent as `Team-ID`. */
  teamId?: string | undefined;
}

/** The gateway as a command asks it, behind everybody who waits before a screen. */
export interface Graph {
  /**
   * The data of an operation that may be repeated. Asks again when the budget is used up, the gateway away or GetSales down.
   *
   * @throws {GraphError} for what asking again does not mend.
   * @throws {StoppedError} when an outage takes too long.
   */
  ask<Data>(query: string, variables: object): Promise<Data>;
  /** The same for an operation that must not be repeated blindly: undefined where its answer was lost. */
  askOnce<Data>(query: string, variables: object): Promise<Data | undefined>;
  /** Requests to GetSales so far. */
  readonly upstreamRequests: number;
  /** When an answer was lost last, so that what was asked may still be under way; 0 where none was. */
  readonly lostAt: number;
}

/** The gateway refused the operation. */
export class GraphError extends Error {
  override name = 'GraphError';
  readonly code: string;
  /** The refused fields of the input, each with its reasons. */
  readonly fields: Fields;

  constructor(code: string, message: string, fields: Fields = {}) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}

export type Fields = Record<string, string[]>;

interface Fault {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; retryAfterMs?: number; fields?: Fields };
}

interface Answer<Data> {
  data?: Data | null;
  errors?: Fault[];
}

type Asked<Data> = { upstreamRequests: number } & (
  | { kind: 'answer'; answer: Answer<Data> }
  | { kind: 'unsent' | 'lost'; why: string }
);

/** Longer than the gateway gives to any operation. */
const LONGEST_ANSWER_MS = 180_000;
/** After so many tries a value that cannot be read stays null. */
const MAX_TRIES_OF_A_VALUE = 3;
const PASSING = new Set([
  'RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_ERROR',
  'COORDINATION_UNAVAILABLE',
]);

/** Whether the same may succeed in a while. */
export function isPassing(code: string | undefined): boolean {
  return PASSING.has(code ?? '');
}

export function createGraph(options: GraphOptions): Graph {
  let upstreamRequests = 0;
  let lostAt = 0;

  async function ask<Data>(query: string, variables: object, mayRepeat: boolean): Promise<Data | undefined> {
    const patience = createPatience(options);
    for (let tries = 1; ; tries++) {
      const asked = await post<Data>(options, query, variables);
      upstreamRequests += asked.upstreamRequests;
      if (asked.kind !== 'answer') {
        if (asked.kind === 'lost') lostAt = Date.now();
        await patience.wait(asked.why);
        if (asked.kind === 'lost' && !mayRepeat) return undefined;
        continue;
      }
      const { data, errors = [] } = asked.answer;
      if (data != null && (errors.length === 0 || maySkip(errors, tries, options))) return data;
      const retryAfterMs = checkPassing(errors);
      if (retryAfterMs === undefined) await patience.wait(toMessage(errors));
      else await patience.waitFor(retryAfterMs, toMessage(errors));
    }
  }

  return {
    get upstreamRequests() {
      return upstreamRequests;
    },
    get lostAt() {
      return lostAt;
    },
    async ask<Data>(query: string, variables: object) {
      const data = await ask<Data>(query, variables, true);
      if (data === undefined) throw new Error('An operation that may be repeated has no data');
      return data;
    },
    askOnce: (query, variables) => ask(query, variables, false),
  };
}

async function post<Data>(options: GraphOptions, query: string, variables: object): Promise<Asked<Data>> {
  const { url } = options;
  const response = await fetch(url, {
    method: 'POST',
    headers: headersOf(options),
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
  }).catch((error: unknown) => error);
  if (!(response instanceof Response)) {
    return { kind: isUnsent(response) ? 'unsent' : 'lost', why: `${url} cannot be reached.`, upstreamRequests: 0 };
  }
  const upstreamRequests = Number(response.headers.get('x-upstream-requests') ?? 0);
  const answer = await response.json().catch(() => undefined);
  if (isAnswer<Data>(answer)) return { kind: 'answer', answer, upstreamRequests };
  if (response.ok || response.status >= 500) {
    return { kind: 'lost', why: `${url} answers ${response.status}.`, upstreamRequests };
  }
  throw new GraphError('NO_GRAPHQL', `${url} does not answer as a GraphQL server: status ${response.status}.`);
}

function headersOf({ key, teamId }: GraphOptions): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    // RFC 9218: a task in the background.
    priority: 'u=7',
    ...(key && { authorization: `Bearer ${key}` }),
    ...(teamId && { 'team-id': teamId }),
  };
}

/** Whether no connection came about. */
function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
}

function isAnswer<Data>(value: unknown): value is Answer<Data> {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}

/** How long a used-up budget asks to wait; undefined where nothing says so. @throws {GraphError} where waiting does not help. */
function checkPassing(errors: readonly Fault[]): number | undefined {
  const lasting = errors.find(({ extensions }) => !isPassing(extensions?.code));
  if (lasting) {
    const { code = 'ERROR', fields } = lasting.extensions ?? {};
    throw new GraphError(code, lasting.message, fields);
  }
  const waits = errors.flatMap(({ extensions }) =>
    extensions?.code === 'RATE_LIMITED' ? (extensions.retryAfterMs ?? []) : [],
  );
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

/** Whether all that is left to do about these errors is to say so: values of single rows which stay unreadable. */
function maySkip(errors: readonly Fault[], tries: number, { onWait }: GraphOptions): boolean {
  const isOfOneValue = ({ path = [], extensions }: Fault) => extensions?.code === 'UPSTREAM_ERROR' && path.length > 3;
  if (tries < MAX_TRIES_OF_A_VALUE || !errors.every(isOfOneValue)) return false;
  onWait(0, `Left empty, since it cannot be read: ${errors.map(({ path = [] }) => path.join('.')).join(', ')}`);
  return true;
}

function toMessage(errors: readonly Fault[]): string {
  return [...new Set(errors.map(({ message, extensions }) => `${extensions?.code}: ${message}`))].join('\n');
}
