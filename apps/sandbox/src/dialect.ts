import { z } from 'zod';

const dialectSchema = z.strictObject({
  /** Whether an unknown query parameter, filter key or body key is refused (400), or ignored as the upstream is said to do. */
  strict: z.boolean().default(true),
  /** Leads and companies: `{ lead: {…}, markers, … }`, flat, or wrapped but flat with `disable_aggregation`. */
  rows: z.enum(['wrapped', 'flat', 'flat-when-light']).default('wrapped'),
  /** Whether a single row comes in `{ data: … }`. */
  singleRows: z.enum(['bare', 'data']).default('bare'),
  /** How lists are written: PHP makes objects of arrays with gaps, and null or an empty object of empty ones. */
  lists: z.enum(['arrays', 'objects', 'null-when-empty']).default('arrays'),
  hasMore: z.enum(['present', 'absent']).default('present'),
  /** `capped`: in a lead search, never above the search window. `text`: in quotes. The others are wrong whatever the list holds. */
  total: z.enum(['present', 'absent', 'capped', 'text', 'zero', 'negative', 'fraction']).default('present'),
  /** `mixed`: of one list's moments some have an offset, spaces, small letters or fewer digits. */
  timestamps: z.enum(['plain', 'mixed']).default('plain'),
  /** Where a list's numbers stand: beside `data`, or under `pagination` as on e-mails. */
  pagination: z.enum(['beside', 'nested']).default('beside'),
  /** Which order names count in a query string; the others are taken and ignored. `none`: an order is not honoured at all. */
  orderSpelling: z.enum(['underscore', 'hyphen', 'both', 'none']).default('both'),
  /** The direction when none is asked for. */
  defaultOrderType: z.enum(['asc', 'desc']).default('desc'),
  /** Where null stands in an order. `mysql`: before all values. */
  nulls: z.enum(['mysql', 'first', 'last']).default('mysql'),
  /** Whether the paths are known that GetSales itself does not document, or that have weak evidence. */
  undocumentedPaths: z.enum(['known', 'unknown']).default('known'),
  sendPath: z.enum(['messages', 'linkedin-messages', 'both']).default('both'),
  sendStatus: z.union([z.literal(200), z.literal(201)]).default(201),
  /**
   * How the text of a send is stored. `rendered`: `{{first_name}}` becomes the lead's first name. `escaped`: as HTML.
   * `cut`: its first 20 characters. `cleaned`: letters, digits and spaces only. `missing`: none.
   */
  storedText: z.enum(['as-sent', 'rendered', 'escaped', 'cut', 'cleaned', 'missing']).default('as-sent'),
  /** What stands in `created_at` of a message that is sent. */
  storedTime: z.enum(['now', 'null', 'unreadable']).default('now'),
  /** `filter[key][]=` in a query string. `first`: only the first value counts. `error`: 500; `refused`: 422. */
  arrayFilters: z.enum(['honoured', 'ignored', 'first', 'error', 'refused']).default('honoured'),
  /** Filter keys that no reference lists, but that the gateway tries. `error`: 500. */
  guessedFilters: z.enum(['honoured', 'ignored', 'error']).default('honoured'),
  /** `filter.uuid` in a POST search of leads or companies. `error`: 500. */
  uuidSearch: z.enum(['honoured', 'ignored', 'error']).default('honoured'),
  /**
   * Mass actions on leads. `unknown`: there is no such route. `without-effect`: accepted, and nothing happens. `partial`: only the
   * first half of the leads is changed.
   */
  massAction: z.enum(['honoured', 'unknown', 'without-effect', 'partial']).default('honoured'),
  /** Comparison operators on timestamps. */
  rangeFilters: z.enum(['honoured', 'ignored']).default('honoured'),
  /** Rows served at once, and what happens to a greater `limit`. `unbounded`: it is served. */
  maxLimit: z.int().positive().default(100),
  oversize: z.enum(['clamped', 'unbounded', 'rejected']).default('clamped'),
  /** Lead search past the window: 500, no rows, or 200 without a body. */
  beyondWindow: z.enum(['error', 'no-rows', 'no-body']).default('error'),
  /** How bodies are encoded, whatever the request accepts. */
  contentEncoding: z.enum(['identity', 'gzip', 'deflate', 'br', 'zstd']).default('identity'),
  uuidCase: z.enum(['lower', 'upper']).default('lower'),
  /** Whether 429 says when to come again. */
  retryAfter: z.enum(['present', 'absent']).default('absent'),
  /** How often an event is delivered to a webhook. `late`: after 5 s of the sandbox's clock. */
  webhooks: z.enum(['once', 'twice', 'late', 'never']).default('once'),
  /** Whether an event comes bare or below `body`, as relays put it. */
  webhookBody: z.enum(['bare', 'nested']).default('bare'),
  /** Why every send fails from now on; null: they succeed. */
  sendFailure: z.string().nullable().default(null),
  /** Rows that a lead search reaches. */
  searchWindow: z.int().positive().default(10_000),
  /** Requests per API key in any 60 s of the sandbox's clock; null: no limit. */
  requestsPerMinute: z.int().positive().nullable().default(300),
});

/** How this upstream speaks where sources differ or its behaviour is unverified. The defaults are what seems likeliest. */
export type Dialect = z.infer<typeof dialectSchema>;

/** @throws {z.ZodError} naming every key and value it does not know. */
export function createDialect(choices: Partial<Dialect> = {}): Dialect {
  return dialectSchema.parse(choices);
}

/** Changes what `change` names, and nothing else. @throws {z.ZodError} before anything is changed. */
export function changeDialect(dialect: Dialect, change: unknown): Dialect {
  return Object.assign(dialect, createDialect({ ...dialect, ...z.record(z.string(), z.unknown()).parse(change) }));
}
