import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import { toForm } from '../wire/form.ts';
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

/** A file to upload. */
export interface FileToUpload {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** Reads of attachments, and their upload. */
export function attachments(request: Request) {
  return {
    list: (params: ListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<Attachment>(body)),

    /** null when there is no such attachment. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<Attachment>(body))),

    /** To repeat it makes a second attachment. */
    upload(file: FileToUpload) {
      const { name, type, bytes } = file;
      // As PHP reads an object in a form.
      const payload = { 'payload[name]': name, 'payload[size]': String(bytes.length), 'payload[type]': type };
      return request({ method: 'POST', path: PATH, form: toForm(payload, { field: 'attachment', ...file }) }, (body) =>
        toRow<Attachment>(body),
      );
    },
  };
}
