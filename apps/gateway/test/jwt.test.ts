import { exportJWK, exportSPKI } from 'jose';
import { expect, it } from 'vitest';
import { bearer, createIssuerKey, jwtEnv, sign, startIssuer, startJwtStack, VENDOR_KEY } from './tokens.ts';

const key = await createIssuerKey();
const otherKey = await createIssuerKey();
const env = await jwtEnv(key);

const READ = '{ leads(first: 1) { nodes { uuid } } }';

it.each(['RS256', 'ES256', 'EdDSA'])('admits the bearer of a token that is signed by %s', async (alg) => {
  const issuerKey = await createIssuerKey(alg);
  await using stack = await startJwtStack(await jwtEnv(issuerKey));
  const { data, errors } = await stack.query(READ, {}, bearer(await sign(issuerKey)));
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ leads: { nodes: [{}] } });
  expect(stack.sandbox.requests.map(({ apiKey }) => apiKey)).toEqual([VENDOR_KEY]);
});

it('takes the public key as a JWK, and as PEM in one line', async () => {
  const texts = [
    JSON.stringify(await exportJWK(key.publicKey)),
    (await exportSPKI(key.publicKey)).replaceAll('\n', '\\n'),
  ];
  for (const JWT_PUBLIC_KEY of texts) {
    await using stack = await startJwtStack({ ...env, JWT_PUBLIC_KEY });
    expect((await stack.query(READ, {}, bearer(await sign(key)))).errors).toBeUndefined();
  }
});

it('refuses an expired token before anything is requested, and answers what needs none', async () => {
  await using stack = await startJwtStack(env);
  const headers = bearer(await sign(key, { expiresIn: -31 }));
  const document = `{ __typename ${READ.slice(1)}`;
  const { data, errors } = await stack.query(document, {}, headers);
  expect(data).toEqual({ __typename: 'Query', leads: null });
  expect(errors).toMatchObject([{ path: ['leads'], extensions: { code: 'UNAUTHENTICATED' } }]);
  const everything = await stack.query(
    `mutation { startFlow(input: { flowId: "${crypto.randomUUID()}" }) { flow { uuid } } }`,
    {},
    headers,
  );
  expect(everything.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect(stack.upstream).toEqual([]);
});

it('gives clocks 30 seconds of leeway', async () => {
  await using stack = await startJwtStack(env);
  for (const options of [{ expiresIn: -20 }, { notBeforeIn: 20 }]) {
    expect((await stack.query(READ, {}, bearer(await sign(key, options)))).errors).toBeUndefined();
  }
});

it('asks for a token for every entity of node, nodes and _entities', async () => {
  await using stack = await startJwtStack(env);
  const uuid = crypto.randomUUID();
  const { errors } = await stack.query(
    `query ($id: ID!) {
      node(id: $id) { id }
      nodes(ids: [$id]) { id }
      _entities(representations: [{ __typename: "Lead", uuid: "${uuid}" }]) { __typename }
    }`,
    { id: btoa(`Lead:${uuid}`) },
    { authorization: '' },
  );
  expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(Array(3).fill('UNAUTHENTICATED'));
  expect(stack.upstream).toEqual([]);
});

it('sends none of the caller to the vendor', async () => {
  await using stack = await startJwtStack({ ...env, GETSALES_TEAM_ID: '1' });
  const token = await sign(key);
  await stack.query(READ, {}, { ...bearer(token), 'team-id': '7', cookie: `session=${token}`, 'x-user': token });
  const [request] = stack.sandbox.requests;
  expect(request).toMatchObject({ apiKey: VENDOR_KEY, teamId: 1 });
  expect(JSON.stringify(stack.sandbox.requests)).not.toContain(token);
  expect(stack.log.join('')).not.toContain(token);
});

const jwksEnv = (url: string) => {
  const { JWT_PUBLIC_KEY: _, ...rest } = env;
  return { ...rest, JWT_JWKS_URL: url };
};

it("reads the issuer's keys once, and again for a token that names a new one", async () => {
  await using issuer = await startIssuer(key);
  await using stack = await startJwtStack(jwksEnv(issuer.url));
  const ask = async (token: string) => (await stack.query(READ, {}, bearer(token))).errors?.[0]?.extensions?.['code'];
  expect(await ask(await sign(key))).toBeUndefined();
  expect(await ask(await sign(key))).toBeUndefined();
  expect(issuer.reads).toBe(1);
  await issuer.publish(otherKey);
  expect(await ask(await sign(otherKey))).toBeUndefined();
  expect(issuer.reads).toBe(2);
  expect(await ask(await sign(key))).toBe('UNAUTHENTICATED');
});

it('reads the keys a few times only, however many tokens name unknown ones', async () => {
  await using issuer = await startIssuer(key);
  await using stack = await startJwtStack(jwksEnv(issuer.url));
  for (let turn = 0; turn < 30; turn++) {
    const { errors } = await stack.query(READ, {}, bearer(await sign(otherKey, { kid: `unknown-${turn}` })));
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  }
  expect(issuer.reads).toBeLessThan(12);
  expect(stack.upstream).toEqual([]);
});

it('says that tokens cannot be checked while the issuer was never reached, and recovers', async () => {
  await using issuer = await startIssuer(key);
  issuer.fail(503);
  await using stack = await startJwtStack(jwksEnv(issuer.url));
  const refused = await stack.post({ query: READ }, { headers: bearer(await sign(key)) });
  expect(refused.status).toBe(200);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'COORDINATION_UNAVAILABLE' } }] });
  issuer.fail(undefined);
  expect((await stack.query(READ, {}, bearer(await sign(key)))).errors).toBeUndefined();
});

it('goes on with the keys that it has while the issuer is away', async () => {
  await using issuer = await startIssuer(key);
  await using stack = await startJwtStack(jwksEnv(issuer.url));
  const token = await sign(key);
  await stack.query(READ, {}, bearer(token));
  issuer.fail(500);
  const unknown = await stack.query(READ, {}, bearer(await sign(otherKey)));
  expect(unknown.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  expect((await stack.query(READ, {}, bearer(token))).errors).toBeUndefined();
  expect(stack.log.join('')).toContain('The keys of the token issuer cannot be read: status 500');
});
