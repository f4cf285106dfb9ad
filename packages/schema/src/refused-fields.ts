/** Names that are not the camelCase of the wire's. */
const RENAMED: Record<string, string> = {
  attachments: 'attachmentIds',
  linkedin_messenger_type: 'messengerType',
};

const LONGEST_REASON = 300;

/**
 * What the upstream's validation says of each field, under its GraphQL name: `{ "lead.workEmail": ["…"] }`.
 * `body` is that of a 400 or 422: `{ error: { data: { "lead.work_email": ["…"] } } }`.
 */
export function toFields(body: unknown): Record<string, string[]> {
  const data = entryOf(entryOf(body, 'error'), 'data');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {};
  return Object.fromEntries(Object.entries(data).map(([path, reasons]) => [toGraphQLPath(path), toReasons(reasons)]));
}

function entryOf(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null
    ? Object.entries(object).find(([name]) => name === key)?.[1]
    : undefined;
}

function toGraphQLPath(path: string): string {
  return path.split('.').map(toGraphQLName).join('.');
}

function toGraphQLName(name: string): string {
  const renamed = RENAMED[name] ?? name.replace(/_uuid(s?)$/, '_id$1');
  return renamed.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toReasons(reasons: unknown): string[] {
  return [reasons].flat().flatMap((reason) => (typeof reason === 'string' ? [reason.slice(0, LONGEST_REASON)] : []));
}
