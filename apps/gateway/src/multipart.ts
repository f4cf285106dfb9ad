import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from '@getsales-gateway/schema';
import type { GraphQLError } from 'graphql';
import { type BodyLimits, readBytes } from './body.ts';

/** Files of one request. */
const MAX_FILES = 10;
/** Forms of the largest size that may be held at the same time. */
const MAX_AT_ONCE = 10;

const TOO_MANY = refuse('RATE_LIMITED', 'Too many files are uploaded at once. Try again soon.', {
  retryAfterMs: 1_000,
});

/** Reads the GraphQL request in a form. */
type ReadForm = (req: IncomingMessage, res: ServerResponse) => Promise<Record<string, unknown>>;

/**
 * Forms are read before anyone has looked at their key, so that all of them together may hold as many bytes as a few of the largest
 * ones. The bytes of a form count until its request is answered.
 */
export function createFormReader({ bodyBytes, uploadBytes }: BodyLimits): ReadForm {
  const maxHeld = uploadBytes * MAX_AT_ONCE;
  let held = 0;
  return async (req, res) => {
    let own = 0;
    res.once('close', () => {
      held -= own;
    });
    const body = await readBytes(req, uploadBytes, (bytes) => {
      if (held + bytes > maxHeld) return TOO_MANY;
      held += bytes;
      own += bytes;
      return undefined;
    });
    return toOperations(body, req, bodyBytes);
  };
}

/**
 * `operations` is the JSON of the request, and `map` says where in its variables the files stand.
 *
 * @throws {GraphQLError} when it is not such a form.
 */
async function toOperations(body: Buffer, req: IncomingMessage, bodyBytes: number): Promise<Record<string, unknown>> {
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
  const [root, ...keys] = typeof path === 'string' ? path.split('.') : [];
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
