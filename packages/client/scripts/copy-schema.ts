/** Puts the schema into the package that is packed. */
import { copyFile } from 'node:fs/promises';

await copyFile(new URL('../../schema/schema.graphql', import.meta.url), new URL('../schema.graphql', import.meta.url));
