import type { FaultInput } from '@getsales-gateway/sandbox';
import type { Answer } from './front.ts';
import { startSending } from './sending.ts';
import type { Stack } from './stack.ts';

const status = (code: number, headers: Record<string, string> = {}): FaultInput => ({
  kind: 'status',
  status: code,
  headers,
});

/** What may be wrong with the upstream, by the name that docs/reliability.md gives it; a URL where nobody answers at all. */
const FAULTS: Record<string, FaultInput | string> = {
  'connection refused': 'http://127.0.0.1:1',
  'name not found': 'http://upstream.invalid',
  'reset before the answer': { kind: 'reset' },
  'reset within the answer': { kind: 'reset-mid-body' },
  'slow headers': { kind: 'delay', ms: 3_000 },
  'slow body': { kind: 'slow-body', ms: 30_000 },
  hang: { kind: 'hang' },
  '401': status(401),
  '403': status(403),
  '404': status(404),
  '422': status(422),
  '429, `Retry-After: 1`': status(429, { 'retry-after': '1' }),
  '429 alone': status(429),
  '500': status(500),
  '502 in HTML': { kind: 'html' },
  '503': status(503),
  '504': status(504),
  '200, empty': { kind: 'empty' },
  '200, broken JSON': { kind: 'broken-json' },
  '200, wrong envelope': { kind: 'foreign-body' },
};

export const FAULT_NAMES = Object.keys(FAULTS);

const SLOW = ['delay', 'slow-body', 'hang'];

/** By key, since each has its budget, and a 429 closes it. */
const ROLES = ['lasting', 'passing', 'repeatable', 'unique', 'sent'] as const;
const KEYS = Object.fromEntries(ROLES.map((role) => [role, { teamId: 1 }]));

/**
 * The row of a fault: what a query sees while it lasts, and when it strikes once; what a mutation sees that may be repeated, and
 * one that may not; what a send with a key sees, and the same key once more. Each with the number of requests that it took.
 */
export async function rowOf(name: string): Promise<string[]> {
  const fault = FAULTS[name] ?? '';
  const isSlow = typeof fault !== 'string' && SLOW.includes(fault.kind);
  const env = {
    ...(isSlow && { UPSTREAM_TIMEOUT_MS: '1000' }),
    // Every wait for a 429 is a whole number of seconds: half a second keeps clear of them.
    ...(name.startsWith('429') && { UPSTREAM_MAX_WAIT_MS: '3500' }),
    ...(typeof fault === 'string' && { GETSALES_API_URL: fault }),
  };
  await using sending = await startSending({ env, sandbox: { keys: KEYS } });
  const { stack, thread } = sending;
  const { faults, world } = stack.sandbox;
  const as = (role: (typeof ROLES)[number]) => ({ authorization: `Bearer ${role}` });
  const strike = (change: Pick<FaultInput, 'method' | 'path' | 'times'>) => {
    faults.clear();
    if (typeof fault !== 'string') faults.add({ ...fault, ...change });
  };
  const cells: string[] = [];
  const note = async (answer: Promise<Answer<object>>) => cells.push(`${seen(await answer)} ${requestsOf(stack)}`);

  const read = `{ lead(id: "${thread.leadId}") { name } }`;
  strike({});
  await note(stack.query(read, {}, as('lasting')));
  strike({ times: 1 });
  await note(stack.query(read, {}, as('passing')));
  strike({ times: 1 });
  const input = `{ listId: "${world.lists.all()[0]?.uuid}", lead: { linkedinId: "robin-sample" } }`;
  await note(stack.query(`mutation { upsertLead(input: ${input}) { lead { uuid } } }`, {}, as('repeatable')));
  strike({ times: 1 });
  const other = sending.openThread().leadId;
  await note(stack.query(`mutation { deleteLead(input: { leadId: "${other}" }) { deletedLeadId } }`, {}, as('unique')));
  strike({ method: 'POST', path: '/flows/api/', times: 1 });
  for (let time = 0; time < 2; time++) await note(sending.send({ idempotencyKey: 'key' }, as('sent')));
  return [name, ...cells];
}

/** What the last operation cost, as the log has it. */
function requestsOf({ log }: Stack): number {
  const operations = log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'operation');
  return operations.at(-1)?.upstream.requests;
}

function seen({ data, errors }: Answer<object>): string {
  if (errors) return `\`${errors[0]?.extensions?.['code']}\``;
  const [field] = Object.values(data ?? {});
  if (field === null) return 'null';
  return 'replayed' in field ? (field.replayed ? 'replayed' : 'sent') : 'data';
}
