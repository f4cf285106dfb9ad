import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `data` under the workspace that holds `folder`, however the program was started; for a bundle on its own, where it is run. */
export function findDataDir(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return join(folder, 'data');
  const parent = dirname(folder);
  return parent === folder ? 'data' : findDataDir(parent);
}
