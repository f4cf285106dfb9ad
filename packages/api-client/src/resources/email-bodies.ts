import { orNull } from '../outcome.ts';
import type { Request } from '../request.ts';
import { toPage, toRow } from '../wire/body.ts';
import { byUuid } from '../wire/query.ts';

/** The text of an e-mail as the upstream sends it: e-mails come without. */
export interface EmailBody {
  uuid: string;
  team_id: number;
  /** HTML. */
  body: string | null;
  subject: string | null;
  attachments: unknown;
  created_at: string;
  updated_at: string;
}

const PATH = '/emails/api/email-bodies';

/** Reads of the texts of e-mails. */
export function emailBodies(request: Request) {
  return {
    /** Up to 100 of them by a filter that no reference lists: check that the rows are those asked for. */
    getMany: (uuids: readonly string[], { isProbe = true } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...byUuid(uuids) }, isProbe }, (body) => toPage<EmailBody>(body)),

    /** null when there is no such text. */
    get: (uuid: string) =>
      orNull(request({ method: 'GET', path: `${PATH}/{uuid}`, params: { uuid } }, (body) => toRow<EmailBody>(body))),
  };
}
