import type { ApiError } from '@getsales-gateway/api-client';

/** Names that are not the camelCase of the wire's. */
const RENAMED: Record<string, string> = {
  attachments: 'attachmentIds',
  linkedin_messenger_type: 'messengerType',
};

/** Names that differ in one operation alone, by its method and path. */
const RENAMED_IN: Record<string, Record<string, string>> = {
  'PUT /leads/api/leads/{uuid}': { tags: 'replaceTags' },
  'POST /emails/api/emails/send-email': { to: '', 0: '', from_email: 'mailboxId', from_name: 'mailboxId' },
  'POST /leads/api/companies': { companies: '', 0: '' },
  'PUT /leads/api/companies/{uuid}': { tags: 'replaceTags' },
  'PUT /leads/api/leads/mass-action': { payload: '', tag_uuid: 'names', tag_uuids: 'names' },
};

const LONGEST_REASON = 300;

/**
 * What the upstream's validation of an operation says of each field, under its GraphQL name: `{ "lead.workEmail": ["…"] }`.
 * `body` is that of a 400 or 422: `{ error: { data: { "lead.work_email": ["…"] } } }`.
 */
export function toFields(body: unknown, operation: ApiError['operation']): Record<string, string[]> {
  const isOnCompany = entryOf(operation?.body, 'object') === 'company';
  const renamed: Record<string, string> = {
    ...RENAMED,
    object_uuid: isOnCompany ? 'companyId' : 'leadId',
    ...(operation && RENAMED_IN[`${operation.method} ${operation.path}`]),
  };
  const toPath = (wirePath: string) =>
    wirePath
      .split('.')
      .map((name) => renamed[name] ?? toCamelCase(name))
      .filter((name) => name !== '')
      .join('.');
  const data = entryOf(entryOf(body, 'error'), 'data');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {};
  return Object.fromEntries(Object.entries(data).map(([wirePath, reasons]) => [toPath(wirePath), toReasons(reasons)]));
}

function entryOf(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null
    ? Object.entries(object).find(([name]) => name === key)?.[1]
    : undefined;
}

function toCamelCase(name: string): string {
  return name.replace(/_uuid(s?)$/, '_id$1').replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toReasons(reasons: unknown): string[] {
  return [reasons].flat().flatMap((reason) => (typeof reason === 'string' ? [reason.slice(0, LONGEST_REASON)] : []));
}
