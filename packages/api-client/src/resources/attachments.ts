import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import type { ListParams } from '../wire/query.ts';

/** What an attachment holds. */
export interface AttachmentFile {
  name?: string | null;
  path?: string | null;
  /** Bytes, as text. */
  size?: string | number | null;
  type?: string | null;
}

/** An attachment as the upstream sends it. */
export interface Attachment {
  uuid: string;
  team_id: number;
  user_id: number;
  payload: AttachmentFile | null;
  body: string | null;
  created_at: string;
  updated_at: string;
}

const PATH = '/flows/api/attachments';

/** Reads of attachments. */
export function attachments(request: Request) {
  return {
    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<Attachment>(body)),

    /** null when there is no such attachment. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<Attachment>(body))),
  };
}
