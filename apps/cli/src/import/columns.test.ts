import { expect, it } from 'vitest';
import { UsageError } from '../settings.ts';
import { toColumns } from './columns.ts';

const none = { mapped: [], ignored: [] };
const fieldsOf = (headers: string[]) =>
  toColumns(headers, none).map((column) => (column.kind === 'text' ? column.field : column.kind));

it('knows headers in any spelling, and those of common exports', () => {
  expect(fieldsOf(['First Name', 'last_name', 'companyName', 'E-MAIL', 'LinkedIn URL', 'Job Title', 'Labels'])).toEqual(
    ['firstName', 'lastName', 'companyName', 'workEmail', 'linkedinId', 'position', 'tags'],
  );
});

it('takes a custom field by its name', () => {
  const custom = { kind: 'customField', name: 'Deal size' };
  expect(toColumns(['Custom: Deal size'], none)).toEqual([custom]);
  expect(toColumns(['customFields.Deal size'], none)).toEqual([custom]);
  expect(toColumns(['Deal'], { mapped: ['Deal=customFields.Deal size'], ignored: [] })).toEqual([custom]);
});

it('takes a field by its exact name where it is told so', () => {
  const mapped = ['Mail=email', 'a=b=lnId'];
  expect(toColumns(['Mail', 'a=b'], { mapped, ignored: [] })).toEqual([
    { kind: 'text', field: 'email' },
    { kind: 'text', field: 'lnId' },
  ]);
});

it('leaves out what is ignored, what has no header, and what an earlier import has added', () => {
  const headers = ['import_line', 'import_code', 'import_message', 'Secret', ''];
  expect(toColumns(headers, { mapped: [], ignored: ['Secret'] })).toEqual(headers.map(() => ({ kind: 'ignored' })));
});

it.each([
  [['Fist name'], none, 'Did you mean firstName? Use --map "Fist name=firstName", or --ignore "Fist name".'],
  [['Shoe size'], none, 'is not known. Use --map "Shoe size=customFields.Shoe size", or --ignore "Shoe size".'],
  [['E-mail', 'Work email'], none, 'The columns "E-mail" and "Work email" mean the same'],
  [['Name'], { mapped: ['Nam=name'], ignored: [] }, 'The file has no column "Nam". It has: Name.'],
  [['Name'], { mapped: ['Name=fullName'], ignored: [] }, '"fullName" is no field of a lead. Fields: linkedinId, '],
  [['Name'], { mapped: ['Name'], ignored: [] }, '--map takes "Header=field", not "Name".'],
])('refuses %j with %j', (headers, options, message) => {
  expect(() => toColumns(headers, options)).toThrow(UsageError);
  expect(() => toColumns(headers, options)).toThrow(message);
});
