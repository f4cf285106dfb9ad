import { distance } from 'fastest-levenshtein';
import { UsageError } from '../settings.ts';

/** Fields of `GetSalesLeadInput` that hold one text, each with headers of common exports that mean it, as `toKey` writes them. */
const FIELDS = {
  linkedinId: [
    'linkedin',
    'linkedinurl',
    'linkedinlink',
    'linkedinprofile',
    'linkedinprofileurl',
    'personlinkedinurl',
    'profile',
    'profileurl',
  ],
  firstName: ['first', 'givenname', 'forename'],
  lastName: ['last', 'familyname', 'surname'],
  name: ['fullname', 'contact', 'contactname', 'leadname'],
  companyName: ['company', 'employer', 'organization', 'organisation', 'account', 'accountname'],
  workEmail: ['email', 'emailaddress', 'mail', 'businessemail', 'companyemail'],
  personalEmail: ['privateemail', 'homeemail'],
  workPhoneNumber: ['phone', 'phonenumber', 'workphone', 'telephone', 'businessphone'],
  personalPhoneNumber: ['mobile', 'mobilephone', 'cell', 'cellphone', 'personalphone'],
  position: ['title', 'jobtitle', 'role', 'job'],
  headline: [],
  about: ['summary', 'bio', 'description'],
  domain: ['companydomain', 'website', 'companywebsite'],
  rawAddress: ['address', 'location', 'city'],
  facebook: ['facebookurl'],
  twitter: ['twitterurl'],
  avatar: ['picture', 'photo', 'avatarurl', 'image'],
  companyLnId: ['companylinkedinid'],
  lnId: ['linkedinmemberurn'],
  snId: ['salesnavigatorid'],
  email: [],
} as const satisfies Record<string, readonly string[]>;

export type TextField = keyof typeof FIELDS;

/** What the values of a column become. */
export type Column =
  | { kind: 'text'; field: TextField }
  | { kind: 'tags' }
  | { kind: 'customField'; name: string }
  | { kind: 'ignored' };

/** Columns that a rejects file puts before the original ones. They are left out, so that a mended file can be imported as it is. */
export const REJECT_HEADERS: readonly string[] = ['import_line', 'import_code', 'import_message'];

const TAGS = ['tags', 'tag', 'labels', 'label'];
const CUSTOM_HEADER = /^custom(?: ?fields?)?\s*[.:]\s*(.+)$/i;
const CUSTOM_FIELD = /^customFields\.(.+)$/;

/** By header, as `toKey` writes it: `E-Mail` is the work address, although there is a field `email` whose kind GetSales decides. */
const BY_KEY = new Map<string, TextField>([
  ...textFields().map((field): [string, TextField] => [toKey(field), field]),
  ...textFields().flatMap((field) => FIELDS[field].map((key): [string, TextField] => [key, field])),
]);

export interface ColumnOptions {
  /** `Header=field` pairs of the command line. */
  mapped: readonly string[];
  /** Headers to leave out. */
  ignored: readonly string[];
}

/**
 * Finds what each header means. `Custom: Budget` is the custom field `Budget`.
 *
 * @throws {UsageError} that names every header nobody knows, with the option that settles it.
 */
export function toColumns(headers: readonly string[], { mapped, ignored }: ColumnOptions): Column[] {
  const byHeader = new Map(mapped.map(toPair));
  const faults = [...byHeader.keys(), ...ignored]
    .filter((header) => !headers.includes(header))
    .map((header) => `The file has no column "${header}". It has: ${headers.join(', ')}.`);
  const columns = headers.map((header): Column => {
    const field = byHeader.get(header);
    const isLeftOut = ignored.includes(header) || REJECT_HEADERS.includes(header) || header === '';
    const column =
      field === undefined ? (isLeftOut ? { kind: 'ignored' as const } : toColumn(header)) : toMapped(field);
    if (column) return column;
    faults.push(field === undefined ? suggestion(header) : `"${field}" is no field of a lead. Fields: ${allFields()}.`);
    return { kind: 'ignored' };
  });
  faults.push(...repeated(headers, columns));
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return columns;
}

function textFields(): TextField[] {
  return Object.keys(FIELDS).filter(isTextField);
}

function isTextField(name: string): name is TextField {
  return Object.hasOwn(FIELDS, name);
}

function allFields(): string {
  return [...textFields(), 'tags', 'customFields.<name>'].join(', ');
}

function toPair(pair: string): [string, string] {
  const place = pair.lastIndexOf('=');
  if (place < 1) throw new UsageError(`--map takes "Header=field", not "${pair}".`);
  return [pair.slice(0, place), pair.slice(place + 1)];
}

function toMapped(field: string): Column | undefined {
  const [, name] = CUSTOM_FIELD.exec(field) ?? [];
  if (name !== undefined) return { kind: 'customField', name };
  if (field === 'tags') return { kind: 'tags' };
  return isTextField(field) ? { kind: 'text', field } : undefined;
}

function toColumn(header: string): Column | undefined {
  const [, name] = CUSTOM_HEADER.exec(header) ?? [];
  if (name !== undefined) return { kind: 'customField', name };
  const key = toKey(header);
  if (TAGS.includes(key)) return { kind: 'tags' };
  const field = BY_KEY.get(key);
  return field && { kind: 'text', field };
}

/** Without case, spaces and punctuation: `First name`, `first_name` and `firstName` are one. */
function toKey(header: string): string {
  return header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function suggestion(header: string): string {
  const key = toKey(header);
  const known = [...BY_KEY].map(([name, field]) => ({ field, letters: distance(name, key) }));
  const [nearest] = known.toSorted((a, b) => a.letters - b.letters);
  const isNear = nearest && nearest.letters <= Math.max(2, key.length / 3);
  const field = isNear ? nearest.field : `customFields.${header}`;
  const meant = isNear ? ` Did you mean ${nearest.field}?` : '';
  return `The column "${header}" is not known.${meant} Use --map "${header}=${field}", or --ignore "${header}".`;
}

function repeated(headers: readonly string[], columns: readonly Column[]): string[] {
  const meanings = columns.map((column) => (column.kind === 'ignored' ? undefined : JSON.stringify(column)));
  return meanings.flatMap((meaning, place) => {
    const first = meanings.indexOf(meaning);
    if (meaning === undefined || first === place) return [];
    return `The columns "${headers[first]}" and "${headers[place]}" mean the same: use --map or --ignore for one of them.`;
  });
}
