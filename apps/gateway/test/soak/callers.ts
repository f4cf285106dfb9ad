import type { StartedSandbox } from '@getsales-gateway/sandbox';
import type { Replica } from './replica.ts';
import type { Tally } from './tally.ts';

export interface Stage {
  sandbox: StartedSandbox;
  replicas: readonly Replica[];
  tally: Tally;
  /** Whether the soak goes on. */
  goesOn(): boolean;
  /** Names of all leads that there ever were. */
  names: Map<string, string | null>;
  sends: Sends;
}

/** Sends by their text, which is their key: whether one was answered, and whether it may be asked again. */
export type Sends = Map<string, { isAnswered: boolean; isOpen: boolean; input: object }>;

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { extensions: { code: string } }[];
}

/** One operation at one of the replicas; the code of its first error, or `LOST`, where it brings no data. */
async function ask({ replicas }: Stage, query: string, variables: object = {}): Promise<Answer & { code?: string }> {
  const replica = replicas[Math.floor(Math.random() * replicas.length)];
  try {
    const response = await fetch(replica?.url ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const answer: Answer = JSON.parse(await response.text());
    const code = answer.errors?.[0]?.extensions.code;
    return { ...answer, ...(code && { code }) };
  } catch {
    return { code: 'LOST' };
  }
}

const anyOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(Math.random() * all.length)];

interface Lead {
  uuid: string;
  name: string | null;
}

/** Reads one lead, which may be gone by the time of the answer. */
export async function readOne(stage: Stage): Promise<void> {
  const { sandbox, tally, names } = stage;
  const uuid = anyOf([...names.keys()]) ?? '';
  const existed = sandbox.world.leads.get(uuid) !== undefined;
  const { data, code } = await ask(stage, 'query Lead($id: ID!) { lead(id: $id) { uuid name } }', { id: uuid });
  if (code) return tally.failed('lead', code);
  const lead = data?.['lead'] as Lead | null;
  const exists = sandbox.world.leads.get(uuid) !== undefined;
  if (lead === null && existed && exists) return tally.wrong('lead', `${uuid} is null`);
  if (lead !== null && (!existed || lead.uuid !== uuid || lead.name !== names.get(uuid))) {
    return tally.wrong('lead', `${uuid} is ${JSON.stringify(lead)}`);
  }
  return tally.good('lead');
}

const PAGE = `query Page($after: String) {
  leads(first: 50, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
    nodes { uuid name messages(first: 1) { nodes { lead { uuid } } } } pageInfo { hasNextPage endCursor }
  }
}`;

interface Page {
  nodes: (Lead & { messages: { nodes: { lead: { uuid: string } | null }[] } | null })[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Walks the whole list while it moves: who was there throughout is seen once. */
export async function walk(stage: Stage): Promise<void> {
  const { sandbox, tally, names } = stage;
  const uuids = () => sandbox.world.leads.all().map(({ uuid }) => uuid);
  const before = uuids();
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { data, code }: Answer & { code?: string } = await ask(stage, PAGE, { after });
    if (code) return tally.failed('walk', code);
    const page = data?.['leads'] as Page | undefined;
    if (!page) return tally.wrong('walk', 'an answer without leads or error');
    const { nodes, pageInfo } = page;
    for (const { uuid, name, messages } of nodes) {
      seen.push(uuid);
      if (name !== names.get(uuid)) return tally.wrong('walk', `${uuid} is ${name}`);
      if (messages?.nodes.some(({ lead }) => lead?.uuid !== uuid)) return tally.wrong('walk', `a message of ${uuid}`);
    }
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  const [known, remaining] = [new Set(seen), new Set(uuids())];
  const missing = before.filter((uuid) => remaining.has(uuid) && !known.has(uuid));
  if (missing.length > 0) return tally.wrong('walk', `lost ${missing.join()}`);
  if (known.size < seen.length) return tally.wrong('walk', 'a lead came twice');
  return tally.good('walk');
}

const SEND = 'mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { message { text } } }';

/** Sends a message, or asks again about one whose outcome is not known. */
export async function send(stage: Stage): Promise<void> {
  const { sandbox, tally, sends } = stage;
  const doubtful = [...sends].filter(([, { isOpen }]) => isOpen).map(([text]) => text);
  const text = Math.random() < 0.3 ? anyOf(doubtful) : undefined;
  const { leads, senderProfiles } = sandbox.world;
  const fresh = `Message ${sends.size}`;
  const key = text ?? fresh;
  const input = sends.get(key)?.input ?? {
    leadId: anyOf(leads.all())?.uuid,
    senderProfileId: senderProfiles.all()[0]?.uuid,
    text: key,
    idempotencyKey: key,
  };
  const record = sends.get(key) ?? { isAnswered: false, isOpen: false, input };
  record.isOpen = false;
  sends.set(key, record);
  const { code } = await ask(stage, SEND, { input });
  if (code === undefined) {
    record.isAnswered = true;
    return tally.good('send');
  }
  record.isOpen = true;
  return tally.failed('send', code);
}
