import { expect, it } from 'vitest';
import { asked, sent } from './asked.ts';
import { startStack } from './stack.ts';

/** The heavy form of a lead, with markers and custom fields, is asked for where it is selected, and nowhere else. */

const LIST = 'GET /leads/api/leads?limit=5&offset=0&order_field=created_at&order_type=desc';
const LIGHT = `${LIST}&disable_aggregation=true`;

it.each([
  ['leads(first: 5) { nodes { name } }', LIGHT],
  ['leads(first: 5) { nodes { markers { emailSentCount } } }', LIST],
  ['leads(first: 5) { edges { node { customFields } } }', LIST],
  ['leads(first: 5) { nodes { ...marked } }', LIST],
  ['leads(first: 5) { ... on LeadConnection { edges { node { ... { custom: customFields } } } } }', LIST],
  ['leads(first: 5) { nodes { name ...marked @include(if: $no) } }', LIGHT],
  ['leads(first: 5) { nodes { name customFields @skip(if: $yes) } }', LIGHT],
  ['leads(first: 5) { nodes { name customFields @skip(if: $no) } }', LIST],
  ['leads(first: 5) { totalCount nodes { name } edges @include(if: $no) { node { customFields } } }', LIGHT],
])('decides by the selection: %s', async (selection, line) => {
  await using stack = await startStack({ sandbox: { size: { leads: 10, messages: 0 } } });
  const { errors } = await stack.query(
    `query ($yes: Boolean!, $no: Boolean!) { ${selection} yes: __typename @include(if: $yes) no: __typename @skip(if: $no) }
     ${selection.includes('...marked') ? 'fragment marked on Lead { markers { linkedinMessagesSentCount } }' : ''}`,
    { yes: true, no: false },
  );
  expect(errors).toBeUndefined();
  expect(asked(stack)).toEqual([line]);
});

it('decides the form for searches, references, and the leads of messages', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 10, messages: 100 } } });
  const { world } = stack.sandbox;
  const references = world.leads.all().map(({ uuid }) => ({ __typename: 'Lead', uuid }));
  for (const selected of ['name', 'name customFields']) {
    const { errors } = await stack.query(`{ leads(search: "a") { nodes { ${selected} } } }`);
    expect(errors).toBeUndefined();
    await stack.query(
      `query ($references: [_Any!]!) { _entities(representations: $references) { ... on Lead { ${selected} } } }`,
      { references },
    );
    await stack.query(`{ messages(first: 50) { nodes { lead { ${selected} } } } }`);
  }
  const isLight = sent(stack).map((body) => Object.hasOwn(Object(body), 'disable_aggregation'));
  expect(isLight).toEqual([true, true, true, false, false, false]);
});

it('does not ask again for leads that came in the heavy form', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 5, messages: 50 } } });
  const { data, errors } = await stack.query(
    '{ leads(first: 5) { nodes { markers { emailSentCount } messages(first: 1) { nodes { lead { name markers { emailSentCount } } } } } } }',
  );
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).not.toContain('null');
  expect(asked(stack).filter((line) => line.includes('/leads/api/leads'))).toEqual([LIST]);
});
