import type { IncomingMessage } from 'node:http';
import { refuse } from '@getsales-gateway/schema';
import type { GraphQLError } from 'graphql';
import { type BodyLimits, readBytes } from './body.ts';

/** Files of one request. */
const MAX_FILES = 10;

/**
 * The GraphQL request in a form: `operations` is its JSON, and `map` says where in its variables the files stand.
 *
 * @throws {GraphQLError} when it is larger than allowed, or not such a form.
 */
export async function readForm(
  req: IncomingMessage,
  { bodyBytes, uploadBytes }: BodyLimits,
): Promise<Record<string, unknown>> {
  const body = await readBytes(req, uploadBytes);
  const headers = { 'content-type': req.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => {
    throw badForm('The body is no form, as its content type says.', 415);
  });
  const operations = jsonIn(form, 'operations', bodyBytes);
  const files = Object.entries(jsonIn(form, 'map', bodyBytes));
  if (files.length > MAX_FILES) throw badForm(`A request takes at most ${MAX_FILES} files.`);
  for (const [name, paths] of files) {
    const file = form.get(name);
    if (!(file instanceof File)) throw badForm('A name in `map` is that of no file.');
    for (const path of [paths].flat()) place(operations, path, file);
  }
  return operations;
}

function jsonIn(form: FormData, field: string, maxBytes: number): Record<string, unknown> {
  const text = form.get(field);
  if (typeof text !== 'string') throw badForm(`The form has no field \`${field}\`.`);
  if (Buffer.byteLength(text) > maxBytes) throw badForm(`The field \`${field}\` is longer than ${maxBytes} bytes.`);
  const value = parsed(text);
  if (!isObject(value) || Array.isArray(value)) throw badForm(`The field \`${field}\` is not a JSON object.`);
  return value;
}

/** undefined for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Puts a file where the specification wants a null to stand: `variables.file`. */
function place(operations: Record<string, unknown>, path: unknown, file: File): void {
  const [root, ...keys] = String(path).split('.');
  const last = keys.pop();
  let parent = root === 'variables' ? operations['variables'] : undefined;
  for (const key of keys) parent = entryOf(parent, key);
  if (last === undefined || entryOf(parent, last) !== null || !isObject(parent)) {
    throw badForm('A path in `map` leads to no variable that is null.');
  }
  parent[last] = file;
}

function entryOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function badForm(message: string, status = 400): GraphQLError {
  return refuse('BAD_USER_INPUT', message, { http: { status } });
}
