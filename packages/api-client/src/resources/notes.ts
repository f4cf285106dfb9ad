import type { Request } from '../request.ts';
import { toPage } from '../wire/body.ts';
import type { FilterValue, ListParams } from '../wire/query.ts';
import { rowWrites } from './row-writes.ts';

/** A note as the upstream sends it. */
export interface Note {
  uuid: string;
  team_id: number;
  user_id: number;
  /** Known: `lead`, `company`. */
  object: string;
  object_uuid: string;
  note: string;
  created_at: string;
  updated_at: string;
}

/** A window of notes. No reference lists a filter: believe it where the rows prove it. */
export interface NoteListParams extends ListParams {
  filter?: Partial<Record<'uuid' | 'object_uuid', FilterValue>>;
}

const PATH = '/leads/api/notes';

/** Notes on leads and companies. */
export function notes(request: Request) {
  return {
    ...rowWrites<Note>(request, PATH, { keepsCollections: true }),

    list: (params: NoteListParams, { isProbe = false } = {}) =>
      request({ method: 'GET', path: PATH, query: { ...params }, isProbe }, (body) => toPage<Note>(body)),
  };
}
