import type { Names } from './names.ts';
import type { Reference } from './reference.ts';

/** Everything that the templates use. */
export interface Resource extends Names, Reference {
  /** The key that each row is wrapped in, if any. */
  envelope: string | undefined;
}

/** A file to write or to add to: its path from the root of the workspace, and its text. */
export type Files = Record<string, string>;
