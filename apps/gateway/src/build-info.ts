import manifest from '../package.json' with { type: 'json' };

/** Set when the app is bundled: the commit or image tag of the build. */
declare const BUILD: string | undefined;

/** Which gateway this is, as health, metrics, traces and `--version` say it. */
export const buildInfo = {
  version: manifest.version,
  build: typeof BUILD === 'undefined' ? 'source' : BUILD,
  node: process.version,
};
