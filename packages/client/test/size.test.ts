import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const MAX_BYTES = 8_000;

it('takes a browser at most 8 kB, compressed and with all it depends on', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
  });
  expect(outputFiles).toHaveLength(1);
  expect(gzipSync(outputFiles[0]?.contents ?? '').byteLength).toBeLessThanOrEqual(MAX_BYTES);
  // Neither the reference implementation nor the schema.
  const inputs = Object.entries(metafile.outputs).flatMap(([, { inputs: parts }]) => Object.entries(parts));
  expect(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file)).not.toContainEqual(
    expect.stringMatching(/node_modules\/graphql\/|introspection/),
  );
});
