import { expect, it } from 'vitest';
import { type Stack, startStack } from './stack.ts';
import { bearer, createIssuerKey, jwtEnv, sign, startJwtStack } from './tokens.ts';

const UPLOAD = `mutation Upload($file: File!) {
  uploadAttachment(file: $file) { outcome attachment { uuid name type size } }
}`;

const EMPTY = { sandbox: { size: { leads: 0 } } } as const;
const text = (content: string, name = 'offer.txt') => new File([content], name, { type: 'text/plain' });

function formOf(fields: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

function uploadForm(file: File, query = UPLOAD): FormData {
  const operations = JSON.stringify({ query, variables: { file: null } });
  return formOf({ operations, map: '{"0":["variables.file"]}', 0: file });
}

/** Posts a form as a client does; its content type has the boundary. */
async function postForm({ url, sandbox }: Stack, body: BodyInit, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${sandbox.apiKey}`;
  const response = await fetch(url, { method: 'POST', headers: { authorization, ...headers }, body });
  return { response, body: await response.json() };
}

it('uploads a file, with price, log line and request id as for other operations', async () => {
  await using stack = await startStack(EMPTY);
  const { response, body } = await postForm(stack, uploadForm(text('Our offer', 'Ünser "offer".txt')));
  const { attachments } = stack.sandbox.world;
  const [{ uuid } = { uuid: '' }] = attachments.all();
  expect(body).toEqual({
    data: {
      uploadAttachment: {
        outcome: 'CREATED',
        attachment: { uuid, name: 'Ünser "offer".txt', type: 'text/plain', size: 9 },
      },
    },
  });
  expect(stack.upstream).toEqual(['POST /flows/api/attachments']);
  expect(stack.sandbox.requests[0]?.body).toEqual({
    attachment: { name: 'Ünser "offer".txt', type: 'text/plain', size: 9 },
    payload: { name: 'Ünser "offer".txt', type: 'text/plain', size: '9' },
  });
  expect(response.headers.get('x-upstream-requests')).toBe('1');
  const line = stack.log.map((each) => JSON.parse(each)).find(({ msg }) => msg === 'operation');
  expect(line).toMatchObject({
    requestId: response.headers.get('x-request-id'),
    operation: 'Upload',
    type: 'mutation',
    upstream: { requests: 1 },
  });
});

it('sends messages and e-mails with what was uploaded', async () => {
  await using stack = await startStack(EMPTY);
  const { world } = stack.sandbox;
  const { body } = await postForm(stack, uploadForm(text('Our offer')));
  const attachmentIds = [body.data.uploadAttachment.attachment.uuid];
  const [sender = world.senderProfiles.insert()] = world.senderProfiles.all();
  const mailbox = world.mailboxes.insert({ sender_profile_uuid: sender.uuid, email: 'alex@example.org' });
  const lead = world.leads.insert({ work_email: 'robin@example.com' });
  const thread = { leadId: lead.uuid, senderProfileId: sender.uuid, attachmentIds };
  const { errors } = await stack.query(
    `mutation ($message: SendMessageInput!, $email: SendEmailInput!) {
      sendMessage(input: $message) { message { uuid } }
      sendEmail(input: $email) { email { uuid } }
    }`,
    {
      message: { ...thread, text: 'Attached' },
      email: { ...thread, mailboxId: mailbox.uuid, subject: 'Offer', body: '<p>Attached</p>' },
    },
  );
  expect(errors).toBeUndefined();
  const attachments = [{ uuid: attachmentIds[0] }];
  expect(world.messages.all()).toMatchObject([{ attachments }]);
  expect(world.emailBodies.all()).toMatchObject([{ attachments }]);
});

it('needs a header that no page of another origin can send without being allowed to', async () => {
  await using stack = await startStack({
    ...EMPTY,
    env: { AUTH_MODE: 'open', GETSALES_API_KEY: 'the-key' },
    sandbox: { size: { leads: 0 }, keys: { 'the-key': { teamId: 1 } } },
  });
  const post = async (headers: Record<string, string>) => {
    const response = await fetch(stack.url, { method: 'POST', headers, body: uploadForm(text('x')) });
    return [response.status, stack.sandbox.world.attachments.size];
  };
  expect(await post({})).toEqual([415, 0]);
  expect(await post({ 'graphql-require-preflight': '1', origin: 'https://evil.example' })).toEqual([403, 0]);
  expect(await post({ 'apollo-require-preflight': 'true' })).toEqual([200, 1]);
});

it('asks for the scope and the key before any request', async () => {
  await using stack = await startStack(EMPTY);
  const { body } = await postForm(stack, uploadForm(text('x')), { authorization: '', 'x-requested-with': 'fetch' });
  expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  expect(stack.upstream).toEqual([]);
});

it.each(['content-length', 'chunked'])(
  'refuses more than MAX_UPLOAD_BYTES, and JSON is not larger for it: %s',
  async (kind) => {
    await using stack = await startStack({ ...EMPTY, env: { MAX_UPLOAD_BYTES: '3000', MAX_BODY_BYTES: '1000' } });
    const encoded = new Response(uploadForm(text('x'.repeat(4_000))));
    const type = encoded.headers.get('content-type') ?? '';
    const bytes = new Uint8Array(await encoded.arrayBuffer());
    const headers = { 'content-type': type, authorization: `Bearer ${stack.sandbox.apiKey}` };
    const stream = new Blob([bytes]).stream();
    const init = kind === 'chunked' ? { body: stream, duplex: 'half' as const } : { body: bytes };
    const response = await fetch(stack.url, { method: 'POST', headers, ...init });
    const { errors } = await response.json();
    expect([response.status, errors[0].extensions.code]).toEqual([413, 'QUERY_TOO_EXPENSIVE']);
    const long = await postForm(stack, uploadForm(text('x'), `${UPLOAD}${' '.repeat(1_000)}`));
    expect([long.response.status, long.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect((await postForm(stack, uploadForm(text('x'.repeat(1_500))))).body.errors).toBeUndefined();
  },
);

const OPERATIONS = JSON.stringify({ query: UPLOAD, variables: { file: null } });
const FILE = text('x');

it.each([
  ['no form at all', { body: 'x', type: 'multipart/form-data; boundary=b' }],
  ['no boundary', { body: 'x', type: 'multipart/form-data' }],
  ['no operations', { form: { map: '{}' } }],
  ['operations that are no JSON', { form: { operations: '{', map: '{}' } }],
  ['operations that are a list', { form: { operations: '[]', map: '{}' } }],
  ['no map', { form: { operations: OPERATIONS } }],
  ['a map that is null', { form: { operations: OPERATIONS, map: 'null' } }],
  ['a map to no file', { form: { operations: OPERATIONS, map: '{"0":["variables.file"]}' } }],
  ['a map of nulls', { form: { operations: OPERATIONS, map: '{"0":null}', 0: FILE } }],
  ['a path beside the variables', { form: { operations: OPERATIONS, map: '{"0":["query"]}', 0: FILE } }],
  ['a path that leads nowhere', { form: { operations: OPERATIONS, map: '{"0":["variables.a.b"]}', 0: FILE } }],
  ['a path to a prototype', { form: { operations: OPERATIONS, map: '{"0":["variables.__proto__.x"]}', 0: FILE } }],
  ['a file where none is mapped', { form: { operations: OPERATIONS, map: '{}', 0: FILE } }],
  ['an empty file', { form: { operations: OPERATIONS, map: '{"0":["variables.file"]}', 0: text('') } }],
  ['a text as the file', { form: { operations: OPERATIONS.replace('null', '"x"'), map: '{}' } }],
] as const)('refuses %s as BAD_USER_INPUT, before any request', async (_what, given) => {
  await using stack = await startStack(EMPTY);
  const init = 'form' in given ? formOf({ ...given.form }) : given.body;
  const { body } = await postForm(stack, init, 'type' in given ? { 'content-type': given.type } : {});
  expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(stack.upstream).toEqual([]);
});

it.each([
  [{ kind: 'status', status: 413 }, 'BAD_USER_INPUT'],
  [{ kind: 'html', status: 413 }, 'BAD_USER_INPUT'],
  [{ kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
] as const)('uploads once, and says what became of it: %j', async (fault, code) => {
  await using stack = await startStack(EMPTY);
  stack.sandbox.faults.add({ method: 'POST', ...fault });
  const { response, body } = await postForm(stack, uploadForm(text('x')));
  expect([response.status, body.errors[0].extensions.code, stack.upstream.length]).toEqual([200, code, 1]);
});

it('uploads again after a 429, which has stored nothing', async () => {
  await using stack = await startStack(EMPTY);
  stack.sandbox.faults.add({ method: 'POST', kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 1 });
  const { body } = await postForm(stack, uploadForm(text('x')));
  expect(body.errors).toBeUndefined();
  expect(stack.sandbox.world.attachments.all()).toMatchObject([{ payload: { size: '1' } }]);
});

it('allows an upload by the scope messages:send', async () => {
  const key = await createIssuerKey();
  await using stack = await startJwtStack(await jwtEnv(key));
  const codes = [];
  for (const scope of ['messages:read', 'messages:send']) {
    const query = UPLOAD.replace(/attachment \{.*?\}/, '');
    const { body } = await postForm(
      stack,
      uploadForm(text('x'), query),
      bearer(await sign(key, { claims: { scope } })),
    );
    codes.push(body.errors?.[0]?.extensions.code);
  }
  expect(codes).toEqual(['FORBIDDEN', undefined]);
});

it('says by a clear code that the upstream takes no files', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 0 }, dialect: { undocumentedPaths: 'unknown' } } });
  const { body } = await postForm(stack, uploadForm(text('x')));
  expect(body.errors[0].extensions.code).toBe('UPSTREAM_ERROR');
});

it.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\offers\\offer.pdf', 'offer.pdf'],
  ['a\u0000b\u202e.txt', 'ab.txt'],
  ['folder/', 'file'],
])('names a file by the last part of its path, without control characters: %j', async (given, name) => {
  await using stack = await startStack(EMPTY);
  const { body } = await postForm(stack, uploadForm(text('x', given)));
  expect(body.data.uploadAttachment.attachment.name).toBe(name);
});

it.each([
  ['1', '1'],
  ['an object', '{}'],
  ['deeply nested lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
])('refuses a map whose paths are %s', async (_, paths) => {
  await using stack = await startStack(EMPTY);
  const operations = JSON.stringify({ query: UPLOAD, variables: { file: null } });
  const { response, body } = await postForm(stack, formOf({ operations, map: `{"0":[${paths}]}`, 0: text('x') }));
  expect([response.status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
});
