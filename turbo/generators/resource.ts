import type { Names } from './names.ts';
import type { Reference } from './reference.ts';

/** Everything that the templates use. */
export interface Resource extends Names, Reference {
  /** The key that each row is wrapped in, if any. */
  envelope: string | undefined;
  /** The entities that it hangs on. */
  parents: Parent[];
}

/** A relation from an entity to its rows of the resource: `Lead.tasks`, by `lead_uuid`. */
export interface Parent {
  type: string;
  field: string;
  key: string;
  file: string;
}

/** A file to write or to add to: its path from the root of the workspace, and its text. */
export type Files = Record<string, string>;
