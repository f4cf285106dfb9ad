import { refuse } from '@getsales-gateway/schema';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ExecutionResult, GraphQLError } from 'graphql';

/** One operation as it ended, and what it cost. */
export interface Ran {
  result: ExecutionResult;
  /** Upstream requests. */
  requests: number;
  /** Requests left in the key's minute; undefined where none was made. */
  remaining: number | undefined;
}

/** Longer texts are cut: an agent's context is limited. */
const MAX_TEXT = 1_500;
const MAX_LINE = 200;

/** What a tool answers: the data as short lines, errors by their codes, and the cost. */
export function toAnswer({ result, requests, remaining }: Ran, more: readonly string[] = []): CallToolResult {
  const data = Object.entries(result.data ?? {}).filter(([, value]) => value !== null);
  const [only] = data;
  const lines = data.length === 1 && only ? toLines(only[1]) : toLines(Object.fromEntries(data));
  const errors = result.errors ?? [];
  const left = remaining === undefined ? '' : `; ${remaining} left in this minute`;
  const found = lines.length > 0 || errors.length > 0 ? lines : ['Nothing found.'];
  const text = [
    ...found,
    ...more,
    ...errors.map(toErrorLine),
    `Cost: ${requests} ${requests === 1 ? 'request' : 'requests'} to GetSales${left}.`,
  ];
  return {
    content: [{ type: 'text', text: text.join('\n') }],
    isError: errors.length > 0,
    _meta: { 'getsales/requests': requests, ...(remaining !== undefined && { 'getsales/remaining': remaining }) },
  };
}

/** A call that is refused here, with what it has cost by then. */
export function toRefusal(message: string, { requests, remaining }: Omit<Ran, 'result'> = FREE): CallToolResult {
  return toAnswer({ result: { errors: [refuse('BAD_USER_INPUT', message)] }, requests, remaining });
}

const FREE = { requests: 0, remaining: undefined };

function toErrorLine({ message, extensions, path }: GraphQLError): string {
  const { code, retryAfterMs } = extensions;
  const wait = typeof retryAfterMs === 'number' ? ` Try again in ${Math.ceil(retryAfterMs / 1000)} s.` : '';
  return `Error ${code}${path ? ` at ${path.join('.')}` : ''}: ${toOneLine(message)}${wait}`;
}

/** A value as indented lines, `name: value`. A connection is its rows; what is null, empty or false is left out. */
function toLines(value: unknown, indent = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => toItem(item, indent));
  if (!isRecord(value)) return isQuiet(value) ? [] : [`${indent}${toText(value)}`];
  if (isConnection(value)) {
    const { nodes, pageInfo, ...beside } = value;
    return [...toLines(nodes, indent), ...toLines({ ...beside, ...(isRecord(pageInfo) && pageInfo) }, indent)];
  }
  const lines = Object.entries(value).flatMap(([name, member]) => toField(name, member, indent));
  const line = lines.map((each) => each.trimStart()).join(' · ');
  // What is short and flat stands in one line.
  const isFlat =
    lines.length > 0 && lines.length === Object.keys(value).length && !lines.some((each) => each.endsWith(':'));
  return isFlat && line.length <= MAX_LINE ? [`${indent}${line}`] : lines;
}

function toField(key: string, value: unknown, indent: string): string[] {
  // People name their own fields.
  const name = toOneLine(key);
  const names = toNames(value);
  if (names !== undefined) return names === '' ? [] : [`${indent}${name}: ${names}`];
  const lines = toLines(value, `${indent}  `);
  const [first] = lines;
  if (first === undefined) return [];
  return Array.isArray(value) || lines.length > 1 || isConnection(value)
    ? [`${indent}${name}:`, ...lines]
    : [`${indent}${name}: ${first.trimStart()}`];
}

/** What has only names, such as tags, stands in one line. */
function toNames(value: unknown): string | undefined {
  const items = Array.isArray(value) ? value : [value];
  const names = items.map((item) => (isRecord(item) && Object.keys(item).join() === 'name' ? item['name'] : item));
  const areNames = (Array.isArray(value) || isRecord(value)) && names.every((name) => typeof name === 'string');
  return areNames ? names.map(toText).join(', ') : undefined;
}

function toItem(item: unknown, indent: string): string[] {
  const [first, ...rest] = toLines(item, `${indent}  `);
  return first === undefined ? [] : [`${indent}- ${first.trimStart()}`, ...rest];
}

function isQuiet(value: unknown): boolean {
  return value === null || value === undefined || value === false || value === '';
}

function toText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  return toOneLine(short);
}

/** Line breaks are kept as `\n`, so that a text cannot pass for a line of the answer. */
function toOneLine(text: string): string {
  return text.replaceAll(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, '\\n');
}

function isConnection(value: unknown): value is { nodes: unknown[]; pageInfo?: unknown } {
  return isRecord(value) && Array.isArray(value['nodes']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
