import { type Fields, type Graph, GraphError, isPassing } from '../graph.ts';
import type { Patience } from '../patience.ts';
import type { CsvRow } from './read-rows.ts';
import { hasLinkedin, identitiesOf, type LeadInput, type Reason } from './to-lead.ts';

/** A row with the lead that it means. */
export interface LeadRow {
  row: CsvRow;
  lead: LeadInput;
}

/** Where the leads go, and what happens to those that exist. */
export interface Target {
  listId: string;
  updateIfExists: boolean;
  moveToList: boolean;
}

export type Outcome = 'created' | 'updated' | 'skipped' | Reason;

interface Item {
  index: number;
  outcome: 'CREATED' | 'UPDATED' | 'SKIPPED' | 'FAILED' | 'UNCONFIRMED' | 'NOT_REACHED';
  error: { code: string; message: string; fields: Fields | null } | null;
}

export const UPSERT_MANY = `mutation ImportLeads($input: UpsertLeadsInput!) {
  upsertLeads(input: $input) { items { index outcome error { code message fields } } }
}`;
export const UPSERT_ONE = `mutation ImportLead($input: UpsertLeadInput!) {
  upsertLead(input: $input) { lead { uuid } }
}`;

/** Codes of a refusal that concerns one row and not the key, the list or the gateway. */
const OF_THE_ROW = new Set(['BAD_USER_INPUT', 'CONFLICT', 'NOT_FOUND']);
/** GetSales tells the time in seconds, so a lead of the last moments looks as if the same call had created it. */
const RECENT_MS = 6_000;

/** What an answer says of a row that it leaves out. */
const NOT_REACHED: Omit<Item, 'index'> = {
  outcome: 'NOT_REACHED',
  error: { code: 'UPSTREAM_ERROR', message: 'The answer leaves the row out.', fields: null },
};

interface Sender {
  graph: Graph;
  target: Target;
  patience: Patience;
  /** Identities of leads created a moment ago, with the time until when that matters. */
  recent: Map<string, number>;
}

/**
 * Sends rows until each has ended, and answers with the outcomes in their order.
 *
 * Most go many at once. Alone, by an upsert that compares e-mail addresses too, goes a row that means the same lead as one before it, so
 * that the later row wins; and a row whose lead may have been created already by a request without an answer, unless it has a LinkedIn
 * profile, by which GetSales finds it again in any case.
 *
 * @param isInDoubt Whether these rows may have been sent before.
 * @throws {GraphError} for a refusal that concerns all rows.
 */
export type SendBatch = (rows: readonly LeadRow[], isInDoubt: boolean) => Promise<Outcome[]>;

export function createSender(graph: Graph, target: Target, patience: Patience): SendBatch {
  const sender: Sender = { graph, target, patience, recent: new Map() };
  return async (rows, isInDoubt) => {
    const alone = repeatedIn(rows, sender.recent);
    const outcomes = new Map<LeadRow, Outcome>();
    let many = rows.filter((each) => !alone.has(each));
    let isDoubtful = isInDoubt;
    while (many.length > 0) {
      if (isDoubtful) for (const each of many) if (!hasLinkedin(each.lead)) alone.add(each);
      many = many.filter((each) => !alone.has(each));
      const items = many.length > 0 ? await sendMany(many, sender) : [];
      isDoubtful = items === undefined;
      if (items) many = await settle(many, items, { outcomes, alone, sender });
    }
    for (const each of rows.filter((row) => alone.has(row))) outcomes.set(each, await sendAlone(each, sender));
    remember(rows, outcomes, sender.recent);
    return rows.flatMap((each) => outcomes.get(each) ?? []);
  };
}

/** Rows that mean a lead which a row before them means. */
function repeatedIn(rows: readonly LeadRow[], recent: ReadonlyMap<string, number>): Set<LeadRow> {
  const now = Date.now();
  const seen = new Set([...recent].flatMap(([identity, until]) => (until > now ? identity : [])));
  return new Set(
    rows.filter(({ lead }) => {
      const identities = identitiesOf(lead);
      const isRepeated = identities.some((identity) => seen.has(identity));
      for (const identity of identities) seen.add(identity);
      return isRepeated;
    }),
  );
}

function remember(
  rows: readonly LeadRow[],
  outcomes: ReadonlyMap<LeadRow, Outcome>,
  recent: Map<string, number>,
): void {
  const now = Date.now();
  for (const [identity, until] of recent) if (until <= now) recent.delete(identity);
  for (const each of rows) {
    if (outcomes.get(each) !== 'created') continue;
    for (const identity of identitiesOf(each.lead)) recent.set(identity, now + RECENT_MS);
  }
}

/** Undefined where the answer was lost. */
async function sendMany(rows: readonly LeadRow[], { graph, target }: Sender): Promise<Item[] | undefined> {
  const input = { ...target, leads: rows.map(({ lead }) => lead) };
  const data = await graph.askOnce<{ upsertLeads: { items: Item[] } }>(UPSERT_MANY, { input });
  return data?.upsertLeads.items;
}

interface Settling {
  outcomes: Map<LeadRow, Outcome>;
  alone: Set<LeadRow>;
  sender: Sender;
}

/** Notes how the items ended, and gives the rows that go once more. */
async function settle(
  rows: readonly LeadRow[],
  items: readonly Item[],
  { outcomes, alone, sender: { patience } }: Settling,
): Promise<LeadRow[]> {
  const again: LeadRow[] = [];
  const byIndex = new Map(items.map((item) => [item.index, item]));
  for (const [index, each] of rows.entries()) {
    const { outcome, error } = byIndex.get(index) ?? NOT_REACHED;
    if (outcome === 'CREATED') outcomes.set(each, 'created');
    else if (outcome === 'UPDATED') outcomes.set(each, 'updated');
    else if (outcome === 'SKIPPED') outcomes.set(each, 'skipped');
    else if (outcome === 'FAILED' && OF_THE_ROW.has(error?.code ?? '')) outcomes.set(each, toReason(error));
    else if (outcome === 'UNCONFIRMED' && !hasLinkedin(each.lead)) alone.add(each);
    else if (outcome === 'UNCONFIRMED' || isPassing(error?.code)) again.push(each);
    else throw new GraphError(error?.code ?? outcome, error?.message ?? 'The lead was not imported.');
  }
  if (again.length < rows.length) patience.reset();
  if (again.length > 0) await patience.wait(`${again.length} leads are not imported yet.`);
  return again;
}

/** Names of fields are those of the lead: the place in the batch would say nothing in a rejects file. */
function toReason(error: { code: string; message: string; fields: Fields | null } | null): Reason {
  const fields = Object.entries(error?.fields ?? {}).map(
    ([field, reasons]) => `${field.replace(/^(?:leads\.\d+|lead)\.?/, '')}: ${reasons.join(' ')}`,
  );
  return { code: error?.code ?? 'FAILED', message: [error?.message, ...fields].filter(Boolean).join(' ') };
}

async function sendAlone({ lead }: LeadRow, { graph, target }: Sender): Promise<Outcome> {
  try {
    await graph.ask(UPSERT_ONE, { input: { ...target, lead } });
    return 'updated';
  } catch (error) {
    if (error instanceof GraphError && OF_THE_ROW.has(error.code)) return toReason(error);
    throw error;
  }
}
