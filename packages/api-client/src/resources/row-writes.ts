import type { Operation } from '../operation.ts';
import type { Request } from '../request.ts';
import { type JsonObject, toNothing, toRow } from '../wire/body.ts';

interface RowWritesOptions extends Pick<Operation, 'keepsCollections'> {
  /** The key that each row is wrapped in, if it is. */
  envelope?: string;
}

/**
 * Creation, change and deletion of rows, as most resources have them: a new row by POST to the path, the others by their `{uuid}`.
 * Creation and deletion are not repeated here after a lost answer.
 */
export function rowWrites<Row extends { uuid: string }>(
  request: Request,
  path: string,
  { envelope, ...traits }: RowWritesOptions = {},
) {
  const toAnswer = (body: unknown) => toRow<Row>(body, envelope);
  const one = { path: `${path}/{uuid}`, ...traits };
  return {
    create: (body: JsonObject) => request({ method: 'POST', path, body, ...traits }, toAnswer),
    update: (uuid: string, body: JsonObject) =>
      request({ method: 'PUT', ...one, params: { uuid }, body, isIdempotent: true }, toAnswer),
    delete: (uuid: string) => request({ method: 'DELETE', ...one, params: { uuid } }, toNothing),
  };
}
