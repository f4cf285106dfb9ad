import type { Column, TextField } from './columns.ts';
import type { CsvRow } from './read-rows.ts';

/** A lead as `upsertLeads` takes it. */
export type LeadInput = Partial<Record<TextField, string>> & {
  tags?: string[];
  customFields?: Record<string, string>;
};

/** Why a row cannot be imported, or was not. */
export interface Reason {
  code: string;
  message: string;
}

/** The lead of a row; empty cells are left out, so that they clear nothing. */
export function toLead({ cells }: CsvRow, columns: readonly Column[]): LeadInput {
  const lead: LeadInput = {};
  for (const [index, column] of columns.entries()) {
    const value = cells[index]?.trim() ?? '';
    if (value === '') continue;
    if (column.kind === 'text') lead[column.field] = value;
    if (column.kind === 'tags') lead.tags = toTags(value);
    if (column.kind === 'customField') lead.customFields = { ...lead.customFields, [column.name]: value };
  }
  return lead;
}

function toTags(value: string): string[] {
  return [...new Set(value.split(/[;,|]/).map((tag) => tag.trim()))].filter((tag) => tag !== '');
}

const LINKEDIN: TextField[] = ['linkedinId', 'lnId', 'snId'];
const EMAILS: TextField[] = ['workEmail', 'personalEmail', 'email'];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PROFILE = /linkedin\.com\/(?:in|pub|people|sales\/lead|sales\/people)\/[^/?#,\s]+/i;
const MAX_LENGTH = 10_000;
const MAX_TAGS = 100;

/** Everything that is wrong with a row, under the code of the first fault; undefined where nothing is. */
export function faultOf({ cells }: CsvRow, lead: LeadInput, columns: readonly Column[]): Reason | undefined {
  const faults: Reason[] = [];
  const add = (code: string, message: string) => void faults.push({ code, message });
  if (cells.length !== columns.length) add('WRONG_CELL_COUNT', `It has ${cells.length} cells, not ${columns.length}.`);
  if (cells.some((cell) => cell.includes('\uFFFD'))) add('NOT_UTF8', 'It is not UTF-8.');
  if (cells.some((cell) => cell.length > MAX_LENGTH)) add('TOO_LONG', `A cell has more than ${MAX_LENGTH} characters.`);
  const { linkedinId } = lead;
  if (linkedinId !== undefined && !isLinkedinReference(linkedinId)) {
    add('INVALID_LINKEDIN', 'linkedinId is not the address or the name of a profile.');
  }
  for (const field of EMAILS) {
    if (lead[field] !== undefined && !EMAIL.test(lead[field])) {
      add('INVALID_EMAIL', `${field} is not an e-mail address.`);
    }
  }
  if ((lead.tags?.length ?? 0) > MAX_TAGS) add('TOO_MANY_TAGS', `It has more than ${MAX_TAGS} tags.`);
  if (![...LINKEDIN, ...EMAILS].some((field) => lead[field] !== undefined)) {
    add(
      'NO_IDENTITY',
      'It has no LinkedIn profile and no e-mail address, by which GetSales would know the lead again.',
    );
  }
  const [first] = faults;
  return first && { code: first.code, message: faults.map(({ message }) => message).join(' ') };
}

function isLinkedinReference(value: string): boolean {
  return /linkedin\.com/i.test(value) ? PROFILE.test(value) : !/[\s@]|:\/\//.test(value);
}

/** True if GetSales knows the lead again even where it compares nothing but LinkedIn profiles. */
export function hasLinkedin(lead: LeadInput): boolean {
  return LINKEDIN.some((field) => lead[field] !== undefined);
}

/** What tells that two rows mean one lead, in one spelling. */
export function identitiesOf(lead: LeadInput): string[] {
  const texts = (fields: TextField[]) => fields.flatMap((field) => lead[field] ?? []);
  return [...texts(LINKEDIN).map(toReference), ...texts(EMAILS).map((email) => email.toLowerCase())];
}

/** Of an address the last part, without what follows `?`, `#` or a comma. Ids differ by case, nicknames do not. */
function toReference(reference: string): string {
  const [path = ''] = reference.split(/[?#]/);
  const last =
    path
      .replace(/(?<!\/)\/+$/, '')
      .split('/')
      .at(-1)
      ?.split(',')[0] ?? '';
  return /^AC[ow]A/.test(last) ? last : last.toLowerCase();
}
