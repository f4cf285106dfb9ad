import { readdir, readFile } from 'node:fs/promises';

/** Files of the workspace that the workbench shows. */
export interface Embedded {
  /** The schema map: graphql-voyager with all it needs. */
  voyager: { script: string; style: string };
  /** The guides in `docs/`, by the names of their files. */
  guides: Record<string, string>;
}

const GUIDES = new URL('../../../../docs/guides/', import.meta.url);

/** Reads them from the workspace. `build.ts` puts what this gives in the place of this module. */
export async function readEmbedded(): Promise<Embedded> {
  const read = (url: string) => readFile(new URL(url), 'utf8');
  const [script, style, names] = await Promise.all([
    read(import.meta.resolve('graphql-voyager/dist/voyager.standalone.js')),
    read(import.meta.resolve('graphql-voyager/dist/voyager.css')),
    readdir(GUIDES),
  ]);
  const guides = await Promise.all(
    names.toSorted().map(async (name) => [name.replace(/\.md$/, ''), await readFile(new URL(name, GUIDES), 'utf8')]),
  );
  return { voyager: { script, style }, guides: Object.fromEntries(guides) };
}
