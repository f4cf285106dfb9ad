import { z } from 'zod';

const dialectSchema = z.strictObject({
  /** Whether an unknown query parameter, filter key or body key is refused (400). If not, it is ignored, as the upstream is said to do. */
  strict: z.boolean().default(true),
  /** Leads and companies: `{ lead: {…}, markers, … }`, flat, or wrapped but flat with `disable_aggregation`. */
  rows: z.enum(['wrapped', 'flat', 'flat-when-light']).default('wrapped'),
  /** Whether a single row comes in `{ data: … }`. */
  singleRows: z.enum(['bare', 'data']).default('bare'),
  /** How lists are written. PHP writes an array with gaps as an object, and an empty one as null or as an empty object. */
  lists: z.enum(['arrays', 'objects', 'null-when-empty']).default('arrays'),
  hasMore: z.enum(['present', 'absent']).default('present'),
  /** `capped`: in a lead search, at most the search window. `text`: a string. `zero`, `negative` and `fraction` are always wrong. */
  total: z.enum(['present', 'absent', 'capped', 'text', 'zero', 'negative', 'fraction']).default('present'),
  /** `mixed`: some timestamps of a list have an offset, spaces, small letters or fewer digits. */
  timestamps: z.enum(['plain', 'mixed']).default('plain'),
  /** Place of a list's numbers: beside `data`, or under `pagination` as for emails. */
  pagination: z.enum(['beside', 'nested']).default('beside'),
  /** Spellings of the order that a query string honours; others are ignored. `none`: no order is honoured. */
  orderSpelling: z.enum(['underscore', 'hyphen', 'both', 'none']).default('both'),
  /** The direction when none is asked for. */
  defaultOrderType: z.enum(['asc', 'desc']).default('desc'),
  /** Place of nulls in an order. `mysql`: null is smaller than every value. */
  nulls: z.enum(['mysql', 'first', 'last']).default('mysql'),
  /** Whether the upstream has the paths that GetSales itself does not document, or that have weak evidence. */
  undocumentedPaths: z.enum(['known', 'unknown']).default('known'),
  sendPath: z.enum(['messages', 'linkedin-messages', 'both']).default('both'),
  /** Which form of an e-mail to send is understood: by mailbox and `to`, by addresses, or each of them. */
  emailForm: z.enum(['mailbox', 'addresses', 'either']).default('either'),
  sendStatus: z.union([z.literal(200), z.literal(201)]).default(201),
  /**
   * How the text of a send is stored. `rendered`: `{{first_name}}` becomes the lead's first name. `escaped`: as HTML.
   * `cut`: its first 20 characters. `cleaned`: letters, digits and spaces only. `missing`: none.
   */
  storedText: z.enum(['as-sent', 'rendered', 'escaped', 'cut', 'cleaned', 'missing']).default('as-sent'),
  /** `created_at` of a message that is sent. */
  storedTime: z.enum(['now', 'null', 'unreadable']).default('now'),
  /** `filter[key][]=` in a query string. `first`: only the first value counts. `error`: 500; `refused`: 422. */
  arrayFilters: z.enum(['honoured', 'ignored', 'first', 'error', 'refused']).default('honoured'),
  /** Filter keys that no reference lists, but that the gateway tries. `error`: 500. */
  guessedFilters: z.enum(['honoured', 'ignored', 'error']).default('honoured'),
  /** `filter.uuid` in a POST search of leads or companies. `error`: 500. */
  uuidSearch: z.enum(['honoured', 'ignored', 'error']).default('honoured'),
  /**
   * Mass actions on leads. `unknown`: there is no such route. `without-effect`: accepted, but nothing changes. `partial`: only the
   * first half of the leads is changed.
   */
  massAction: z.enum(['honoured', 'unknown', 'without-effect', 'partial']).default('honoured'),
  /** Comparison operators on timestamps. */
  rangeFilters: z.enum(['honoured', 'ignored']).default('honoured'),
  /** Most rows of one answer, and what happens to a larger `limit`. `unbounded`: it is honoured. */
  maxLimit: z.int().positive().default(100),
  oversize: z.enum(['clamped', 'unbounded', 'rejected']).default('clamped'),
  /** Answer of a lead search past the window: 500, no rows, or 200 without a body. */
  beyondWindow: z.enum(['error', 'no-rows', 'no-body']).default('error'),
  /** Encoding of bodies, whatever the request accepts. */
  contentEncoding: z.enum(['identity', 'gzip', 'deflate', 'br', 'zstd']).default('identity'),
  uuidCase: z.enum(['lower', 'upper']).default('lower'),
  /** Whether a 429 has `Retry-After`. */
  retryAfter: z.enum(['present', 'absent']).default('absent'),
  /** How often an event is delivered to a webhook. `late`: after 5 s of the sandbox's clock. */
  webhooks: z.enum(['once', 'twice', 'late', 'never']).default('once'),
  /** Whether an event comes bare or below `body`, as relays put it. */
  webhookBody: z.enum(['bare', 'nested']).default('bare'),
  /** The reason with which every send fails; null: sends succeed. */
  sendFailure: z.string().nullable().default(null),
  /** Number of rows that a lead search can reach. */
  searchWindow: z.int().positive().default(10_000),
  /** Requests per API key in any 60 s of the sandbox's clock; null: no limit. */
  requestsPerMinute: z.int().positive().nullable().default(300),
});

/** How this upstream behaves where sources differ or its behaviour is unverified. The defaults are the most likely. */
export type Dialect = z.infer<typeof dialectSchema>;

/** @throws {z.ZodError} naming every key and value it does not know. */
export function createDialect(choices: Partial<Dialect> = {}): Dialect {
  return dialectSchema.parse(choices);
}

/** Changes the keys that `change` has. @throws {z.ZodError} before anything is changed. */
export function changeDialect(dialect: Dialect, change: unknown): Dialect {
  return Object.assign(dialect, createDialect({ ...dialect, ...z.record(z.string(), z.unknown()).parse(change) }));
}
