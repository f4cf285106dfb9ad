import { expect } from 'vitest';
import { type Attack, refused, repeat } from './attack.ts';

const EXPENSIVE = 'QUERY_TOO_EXPENSIVE';
const INVALID = 'GRAPHQL_VALIDATION_FAILED';
const UNPARSED = 'GRAPHQL_PARSE_FAILED';
const UNAUTHENTICATED = 'UNAUTHENTICATED';
const BAD = 'BAD_USER_INPUT';

/** Each spreads the next one twice: a walk that enters every spread visits the last one 2 ** count times. */
const doubling = (count: number, last: string) =>
  `${repeat(count, (i) => `fragment f${i} on LeadConnection { ...f${i + 1} ...f${i + 1} }`)}
   fragment f${count} on LeadConnection { ${last} }`;

const LEVELS = 'nodes { messages { nodes { lead { list { name } } } } }';
const THREE_LEVELS = 'fields { type { fields { type { fields { name } } } } }';

const document = (id: string, tries: string, query: string, code: string) =>
  refused(`document-${id}`, tries, { query }, code);

/** Documents that cost more than they look like. None brings a key: whatever they cost, anyone can cause. */
export const DOCUMENTS: Attack[] = [
  document('aliases', '600 aliases of one field', `{ ${repeat(600, (i) => `a${i}: viewer { id }`)} }`, EXPENSIVE),
  document(
    'aliases-in-fragments',
    'aliases spread over fragments',
    `{ ${repeat(20, (i) => `...f${i}`)} } ${repeat(20, (i) => `fragment f${i} on Query { a${i}: viewer { id } b${i}: viewer { id } }`)}`,
    EXPENSIVE,
  ),
  document('batch-by-alias', '100 guesses in one mutation by aliases', guesses(), EXPENSIVE),
  document('depth', '20 levels of leads and their messages', nested(10), EXPENSIVE),
  document('tokens', '4,001 fields', `{ ${'a '.repeat(4_001)} }`, EXPENSIVE),
  document('directives', '500 directives on one field', `{ __typename ${'@skip(if: false) '.repeat(500)} }`, INVALID),
  document('unknown-directives', '1,900 unknown directives', `{ __typename ${'@a '.repeat(1_900)} }`, INVALID),
  document('unknown-fields', '3,900 unknown fields', `{ ${repeat(3_900, (i) => `f${i}`)} }`, INVALID),
  document('unknown-variables', '900 variables that are not used', unusedVariables(900), INVALID),
  document('unknown-fragments', '1,300 spreads of no fragment', `{ ${repeat(1_300, (i) => `...f${i}`)} }`, EXPENSIVE),
  document('fragment-circle', 'a fragment that spreads itself', '{ ...f } fragment f on Query { ...f ...f }', INVALID),
  document('fragment-circles', '90 fragments in a circle', circle(), EXPENSIVE),
  document(
    'fragment-doubling',
    '40 fragments, each of which spreads the next one twice',
    `{ leads { ...f0 } } ${doubling(40, '__typename @skip(if: true)')}`,
    UNAUTHENTICATED,
  ),
  document(
    'fragment-doubling-fields',
    'the same with fields in the last one, 160 times',
    `{ leads { ...f0 } } ${doubling(160, 'totalCount nodes { id }')}`,
    UNAUTHENTICATED,
  ),
  document(
    'fragment-doubling-levels',
    'the same with nested fields in each one',
    `{ leads { ...f0 } } ${repeat(40, (i) => `fragment f${i} on LeadConnection { ${LEVELS} ...f${i + 1} ...f${i + 1} }`)} fragment f40 on LeadConnection { totalCount }`,
    UNAUTHENTICATED,
  ),
  document(
    'fragment-doubling-aliases',
    'the same with an alias',
    `{ leads { ...f0 } } ${doubling(40, 'a: totalCount')}`,
    EXPENSIVE,
  ),
  document(
    'fragment-chain',
    'a chain of 360 fragments',
    `{ leads { ...f0 } } ${repeat(360, (i) => `fragment f${i} on LeadConnection { ...f${i + 1} }`)} fragment f360 on LeadConnection { totalCount }`,
    UNAUTHENTICATED,
  ),
  document('repeated-field', 'one object 790 times', `{ ${'viewer { id } '.repeat(790)} }`, EXPENSIVE),
  document('repeated-scalar', 'one value 3,900 times', `{ leads { ${'totalCount '.repeat(3_900)} } }`, EXPENSIVE),
  document(
    'equal-fragments',
    '130 equal fragments, each compared with each',
    `{ leads { ${repeat(130, (i) => `...f${i}`)} } } ${repeat(130, (i) => `fragment f${i} on LeadConnection { nodes { ${'id '.repeat(10)} } }`)}`,
    EXPENSIVE,
  ),
  document('brackets', '2,000 open brackets', `{ a(b: ${'['.repeat(2_000)}`, BAD),
  document('braces', '2,000 nested selections', `${'{ a '.repeat(2_000)}${'}'.repeat(2_000)}`, BAD),
  document('list-type', 'a type of 500 nested lists', `query ($a: ${'['.repeat(500)}Int${']'.repeat(500)}) { a }`, BAD),
  document('comments', '300,000 lines of comments', `#${'\n#'.repeat(300_000)}`, UNPARSED),
  document('commas', '1 MB of commas', `{ __typename ${','.repeat(1_000_000)}`, UNPARSED),
  document('long-name', 'a field name of 1 MB', `{ ${'a'.repeat(1_000_000)} }`, INVALID),
  document(
    'long-string',
    'a block string that does not end, with 80,000 escapes',
    `{ a(b: """${' \\"""'.repeat(80_000)}`,
    UNPARSED,
  ),
  document('huge-number', 'a number of 300,000 digits', `{ leads(first: ${'9'.repeat(300_000)}) { totalCount } }`, BAD),
  document('infinite-number', 'the number 1e400', '{ leads(first: 1e400) { totalCount } }', BAD),
  document('control-characters', 'a NUL in the document', '{ __typename \u0000 }', UNPARSED),
  document('half-surrogate', 'half a surrogate pair in the document', '{ a(b: "\ud800") }', UNPARSED),
  refused(
    'document-two-operations',
    '500 operations in one document, of which none is named',
    { query: repeat(500, (i) => `query q${i} { __typename }`) },
    INVALID,
    { status: 400 },
  ),
  document('circular-introspection', 'introspection in circles', `{ __schema { types { ${THREE_LEVELS} } } }`, INVALID),
  document(
    'circular-introspection-type',
    'the same by `__type`',
    `{ __type(name: "Lead") { ${THREE_LEVELS} } }`,
    INVALID,
  ),
  document(
    'introspection-aliases',
    'introspection under 30 aliases, as deep as it may go',
    `{ ${repeat(30, (i) => `a${i}: __schema { types { fields { type { fields { name } } } } }`)} }`,
    EXPENSIVE,
  ),
  document('sdl-aliases', 'the SDL under 29 aliases', `{ _service { ${repeat(29, (i) => `a${i}: sdl`)} } }`, EXPENSIVE),
  document(
    'sdl-fragments',
    'the SDL under aliases of aliases, by fragments',
    `{ ${repeat(5, (i) => `s${i}: _service { ...f }`)} } fragment f on _Service { ${repeat(5, (i) => `a${i}: sdl`)} }`,
    EXPENSIVE,
  ),
  {
    id: 'document-suggestions',
    tries: 'a field that nearly exists, where introspection is off',
    result: 'Refused, without a suggestion of the right name',
    on: 'jwt',
    async run(target) {
      const { text, codes } = await target.post({ query: '{ lead { id } viewe { id } leadLis { id } }' });
      expect(new Set(codes)).toEqual(new Set([INVALID]));
      expect(text).not.toMatch(/did you mean/i);
    },
  },
  refused(
    'document-introspection-off',
    'introspection where it is off',
    { query: '{ __schema { types { name } } }' },
    INVALID,
    {
      on: 'jwt',
    },
  ),
];

function nested(levels: number): string {
  return `{ leads { ${'nodes { messages { nodes { lead { list { leads { '.repeat(levels)} totalCount ${'} } } } } } '.repeat(levels)} } }`;
}

function guesses(): string {
  const flow = (i: number) =>
    `m${i}: startFlow(input: { flowId: "00000000-0000-4000-8000-${String(i).padStart(12, '0')}" }) { flow { uuid } }`;
  return `mutation { ${repeat(100, flow)} }`;
}

function unusedVariables(count: number): string {
  return `query (${repeat(count, (i) => `$v${i}: Int`)}) { __typename }`;
}

function circle(): string {
  const fragments = repeat(
    90,
    (i) =>
      `fragment f${i} on Query { leads { nodes { messages { nodes { lead { ...g${i} } } } } } } fragment g${i} on Lead { messages { nodes { lead { ...g${(i + 1) % 90} ...g${(i * 7) % 90} } } } }`,
  );
  return `{ ${repeat(90, (i) => `...f${i}`)} } ${fragments}`;
}
