import { expect, it } from 'vitest';
import { asked, tally } from './asked.ts';
import { type Stack, startStack } from './stack.ts';

const empty = { sandbox: { size: { leads: 0 } } };
const QUERY =
  'query ($id: ID!) { lead(id: $id) { notes(first: 2) { nodes { note lead { uuid } company { uuid } } totalCount } } }';

/** Notes of one lead, the newest first, among as many of another. */
function insertNotes({ sandbox: { world } }: Stack, count: number) {
  const [one, other] = [world.leads.insert(), world.leads.insert()];
  for (let index = 0; index < count; index++) {
    const created_at = `2026-01-01T00:${String(59 - index).padStart(2, '0')}:00.000000Z`;
    world.notes.insert({ object: 'lead', object_uuid: one.uuid, note: `Note ${index}`, created_at });
    world.notes.insert({ object: 'lead', object_uuid: other.uuid, note: 'Of the other', created_at });
  }
  return one;
}

const firstTwo = (uuid: string, totalCount: number) => ({
  data: {
    lead: {
      notes: {
        nodes: ['Note 0', 'Note 1'].map((note) => ({ note, lead: { uuid }, company: null })),
        totalCount,
      },
    },
  },
});

it('reads the notes on a lead by a filter that is tried with an id that nothing has, once', async () => {
  await using stack = await startStack(empty);
  const { uuid } = insertNotes(stack, 3);
  expect(await stack.query(QUERY, { id: uuid })).toEqual(firstTwo(uuid, 3));
  expect(tally(stack)).toEqual({ 'GET /leads/api/leads/{uuid}': 1, 'GET /leads/api/notes': 2 });
  stack.forget();
  expect(await stack.query(QUERY, { id: uuid })).toEqual(firstTwo(uuid, 3));
  expect(tally(stack)['GET /leads/api/notes']).toBe(1);
});

it.each(['ignored', 'error'] as const)('reads all notes once where the filter is %s', async (guessedFilters) => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { guessedFilters } } });
  const { uuid } = insertNotes(stack, 3);
  expect(await stack.query(QUERY, { id: uuid })).toEqual(firstTwo(uuid, 3));
  expect(tally(stack)['GET /leads/api/notes']).toBe(2);
});

it('reads the notes of many leads in one request', async () => {
  await using stack = await startStack(empty);
  insertNotes(stack, 3);
  const { errors } = await stack.query('{ leads { nodes { notes { nodes { note } totalCount } } } }');
  expect(errors).toBeUndefined();
  expect(tally(stack)).toEqual({ 'GET /leads/api/leads': 1, 'GET /leads/api/notes': 1 });
});

it('reads the notes on a company, and a note by its global id', async () => {
  await using stack = await startStack(empty);
  const { companies, notes } = stack.sandbox.world;
  const company = companies.insert({ name: 'Widgets' });
  notes.insert({ object: 'company', object_uuid: company.uuid, note: 'A customer.' });
  const { data } = await stack.query<{ leadCompany: { notes: { nodes: [{ id: string }] } } }>(
    'query ($id: ID!) { leadCompany(id: $id) { notes { nodes { id note company { name } } } } }',
    { id: company.uuid },
  );
  expect(data?.leadCompany.notes.nodes).toMatchObject([{ note: 'A customer.', company: { name: 'Widgets' } }]);
  const id = data?.leadCompany.notes.nodes[0].id;
  expect(await stack.query('query ($id: ID!) { node(id: $id) { ... on LeadNote { note } } }', { id })).toEqual({
    data: { node: { note: 'A customer.' } },
  });
});

it('gives a code, and no null, where the upstream knows no notes', async () => {
  await using stack = await startStack({ sandbox: { ...empty.sandbox, dialect: { undocumentedPaths: 'unknown' } } });
  const { uuid } = stack.sandbox.world.leads.insert({ name: 'Robin' });
  const { data, errors } = await stack.query('query ($id: ID!) { lead(id: $id) { name notes { totalCount } } }', {
    id: uuid,
  });
  expect(data).toEqual({ lead: { name: 'Robin', notes: null } });
  expect(errors).toMatchObject([{ path: ['lead', 'notes'], extensions: { code: 'UPSTREAM_ERROR' } }]);
});

it('reads the activities of many leads in one request, by a filter in JSON', async () => {
  await using stack = await startStack(empty);
  const { leads, activities } = stack.sandbox.world;
  const [one, other] = [leads.insert({ name: 'One' }), leads.insert({ name: 'Other' })];
  for (const { uuid } of [one, other]) {
    activities.insert({ lead_uuid: uuid, object_uuid: uuid, type: 'email_sent' });
    activities.insert({ lead_uuid: uuid, object_uuid: uuid, type: 'email_opened' });
  }
  const { data, errors } = await stack.query(
    '{ leads { nodes { name activities(filter: { type: "email_sent" }) { nodes { type lead { name } } totalCount } } } }',
  );
  expect(errors).toBeUndefined();
  const of = (name: string) => ({
    name,
    activities: { nodes: [{ type: 'email_sent', lead: { name } }], totalCount: 1 },
  });
  expect(data).toEqual({ leads: { nodes: expect.arrayContaining([of('One'), of('Other')]) } });
  expect(asked(stack)).toHaveLength(2);
});
