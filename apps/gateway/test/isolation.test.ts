import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';

/** Two keys of two teams, one of which may speak for the other's team too, and a third key of the first team. */
const KEYS = { 'key-a': { teamId: 1, otherTeamIds: [2] }, 'key-b': { teamId: 2 }, 'key-c': { teamId: 1 } };
const CALLERS = {
  a: { authorization: 'Bearer key-a' },
  'a for the other team': { authorization: 'Bearer key-a', 'team-id': '2' },
  b: { authorization: 'Bearer key-b' },
  c: { authorization: 'Bearer key-c' },
};
const TEAM_OF = { a: 1, 'a for the other team': 2, b: 2, c: 1 };
const NAMES = ['a', 'a for the other team', 'b', 'c'] as const;

/** Everything that is cached, joined or batched: small collections, lists, rows by id, children of many parents. */
const QUERY = `query ($ids: [ID!]!) {
  leadTags { name } pipelineStages { name } viewer { firstName }
  leads(first: 5) { nodes { name list { name } tags { name } messages(first: 1) { nodes { text } } } }
  nodes(ids: $ids) { ... on Lead { name } ... on SenderProfile { firstName } }
}`;
const SHARED = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const globalId = (type: string, uuid = '') => Buffer.from(`${type}:${uuid}`).toString('base64');

/** Two teams whose rows have the same ids, and each team's name in all they say. */
async function startTeams(env: Record<string, string> = {}): Promise<Stack> {
  const stack = await startStack({ env, sandbox: { keys: KEYS, size: { leads: 0 } } });
  for (const teamId of [1, 2]) {
    const world = stack.sandbox.worldOf(teamId);
    const mark = (what: string) => `${what} of team ${teamId}`;
    for (const { uuid } of world.tags.all()) world.tags.update(uuid, { name: mark('tag') });
    for (const { uuid } of world.pipelineStages.all()) world.pipelineStages.update(uuid, { name: mark('stage') });
    for (const { uuid } of world.lists.all()) world.lists.update(uuid, { name: mark('list') });
    for (const { uuid } of world.users.all()) world.users.update(uuid, { first_name: mark('user') });
    const sender = world.senderProfiles.insert({ uuid: SHARED[0] ?? '', first_name: mark('sender') });
    const list_uuid = world.lists.all()[0]?.uuid ?? '';
    const tags = world.tags.all().map(({ uuid }) => uuid);
    for (const uuid of SHARED) {
      world.leads.insert({ uuid, name: mark('lead'), list_uuid, tags });
      world.messages.insert({ lead_uuid: uuid, sender_profile_uuid: sender.uuid, text: mark('text') });
    }
  }
  return stack;
}

function ask(stack: Stack, name: (typeof NAMES)[number]) {
  const ids = [...SHARED.map((uuid) => globalId('Lead', uuid)), globalId('SenderProfile', SHARED[0])];
  return stack.query(QUERY, { ids }, CALLERS[name]);
}

/** Teams whose data an answer holds. */
function teamsIn(answer: unknown): string[] {
  return [...new Set(JSON.stringify(answer).match(/of team \d/g))];
}

it('never answers one key or team with the data of another under concurrent load', async () => {
  await using stack = await startTeams({ SMALL_COLLECTION_TTL_MS: '60000' });
  stack.sandbox.faults.add({ kind: 'delay', ms: 50 });
  for (let round = 0; round < 3; round++) {
    const callers = Array.from({ length: 5 }, () => NAMES).flat();
    const answers = await Promise.all(callers.map((name) => ask(stack, name)));
    answers.forEach((answer, index) => {
      expect(answer.errors).toBeUndefined();
      expect(teamsIn(answer)).toEqual([`of team ${TEAM_OF[callers[index] ?? 'a']}`]);
    });
  }
});

it('asks for each key and team anew, even for the same data', async () => {
  await using stack = await startTeams({ SMALL_COLLECTION_TTL_MS: '60000' });
  stack.sandbox.faults.add({ kind: 'delay', ms: 50 });
  await Promise.all([...NAMES, ...NAMES].map((name) => ask(stack, name)));
  const owners = (path: string) =>
    stack.sandbox.requests
      .filter((request) => request.path === path)
      .map(({ apiKey, teamId }) => `${apiKey} ${teamId}`)
      .toSorted();
  for (const path of ['/leads/api/tags', '/leads/api/leads', '/id/api/users/current']) {
    expect(owners(path)).toEqual(['key-a 1', 'key-a 2', 'key-b 2', 'key-c 1']);
  }
});

it('does not let one key learn from what another was allowed', async () => {
  await using stack = await startTeams({ SMALL_COLLECTION_TTL_MS: '60000' });
  await ask(stack, 'a');
  const { data, errors } = await stack.query('{ leadTags { name } }', {}, { authorization: 'Bearer key-x' });
  expect(data).toEqual({ leadTags: null });
  expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
});
