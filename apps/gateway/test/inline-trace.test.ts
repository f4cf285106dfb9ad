import { Trace } from '@apollo/usage-reporting-protobuf';
import { expect, it } from 'vitest';
import { startStack } from './stack.ts';

/** Traces that Apollo's routers ask for. */

const FTV1 = { 'apollo-federation-include-trace': 'ftv1' };

function traceOf(extensions: Record<string, unknown> | undefined): Trace {
  return Trace.decode(Buffer.from(String(extensions?.['ftv1']), 'base64'));
}

it('traces every field where a router asks for it, and nowhere else', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 3 } } });
  const query = '{ leads(first: 2) { nodes { name list { name } } } }';
  for (const accept of ['application/json', '*/*']) {
    const { data, errors, extensions } = await stack.query(query, {}, { ...FTV1, accept });
    expect(errors).toBeUndefined();
    const trace = traceOf(extensions);
    const [leads] = trace.root?.child ?? [];
    expect(leads).toMatchObject({ responseName: 'leads', type: 'LeadConnection', parentType: 'Query' });
    expect(trace.durationNs).toBeGreaterThan(0);
    expect(await stack.query(query)).toEqual({ data });
  }
});

it('traces an answer of many rows, and tells no more of an error than the answer does', async () => {
  await using stack = await startStack({ sandbox: { size: { leads: 300 } } });
  const fields = Array.from({ length: 20 }, (_, index) => `a${index}: name`).join(' ');
  const { errors, extensions } = await stack.query(`{ leads(first: 300) { nodes { ${fields} } } }`, {}, FTV1);
  expect(errors).toBeUndefined();
  expect(traceOf(extensions).root?.child).toHaveLength(1);
  stack.sandbox.faults.add({ kind: 'status', status: 500, times: 9, body: { message: 'secret of the upstream' } });
  const refused = await stack.query('{ leads { totalCount } }', {}, FTV1);
  expect(refused.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
  const trace = traceOf(refused.extensions);
  expect(JSON.stringify(trace)).toContain('GetSales failed to answer.');
  expect(JSON.stringify(trace)).not.toContain('secret of the upstream');
});
