import { expect, it } from 'vitest';
import { toRootField } from './root-field.ts';

it.each([
  ['Acme', 'acmeLeads'],
  ['acme', 'acmeLeads'],
  ['AcmeCorp', 'acmeCorpLeads'],
  ['ACME', 'acmeLeads'],
  ['ACMECorp', 'acmeCorpLeads'],
  ['Acme_', 'acme_Leads'],
  ['_A', '_ALeads'],
])('writes root fields with the prefix %s as %s', (prefix, field) => {
  expect(toRootField('leads', prefix)).toBe(field);
});

it.each(['node', 'nodes', '_entities', '_service', '__typename'])('keeps %s', (field) => {
  expect(toRootField(field, 'Acme')).toBe(field);
});
