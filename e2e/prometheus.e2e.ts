import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ask } from './ask.ts';
import { freePort } from './free-port.ts';
import { startStack } from './stack.ts';

const DEPLOY = fileURLToPath(new URL('../deploy/', import.meta.url));
const isInstalled = spawnSync('prometheus', ['--version']).status === 0;
if (!isInstalled) console.warn('Skipped: the tests with Prometheus, because there is no prometheus on the PATH.');

interface Expression {
  place: string;
  expr: string;
}

/** What dashboards and alerts ask Prometheus. */
function expressions(): Expression[] {
  const { panels } = JSON.parse(readFileSync(join(DEPLOY, 'grafana/gateway.json'), 'utf8'));
  const { groups } = parse(readFileSync(join(DEPLOY, 'prometheus/alerts.yml'), 'utf8'));
  return [
    ...panels.flatMap(({ title, targets }: { title: string; targets: { expr: string }[] }) =>
      targets.map(({ expr }) => ({ place: title, expr })),
    ),
    ...groups.flatMap(({ rules }: { rules: { alert: string; expr: string }[] }) =>
      rules.map(({ alert, expr }) => ({ place: alert, expr })),
    ),
  ];
}

/** Prometheus with the settings of `deploy/`, but for the target and how often it is scraped. */
async function startPrometheus(target: string) {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), 'prometheus-')));
  await cp(join(DEPLOY, 'prometheus'), folder.path, { recursive: true });
  const file = join(folder.path, 'prometheus.yml');
  const config = parse(readFileSync(file, 'utf8'));
  config.global = { scrape_interval: '500ms', evaluation_interval: '500ms' };
  config.scrape_configs[0].static_configs[0].targets = [target];
  writeFileSync(file, stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const data = join(folder.path, 'data');
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`];
  const program = spawn('prometheus', args, { stdio: 'ignore' });
  opened.defer(async () => {
    program.kill('SIGKILL');
    await once(program, 'exit');
  });
  const api = async (path: string) => {
    const response = await fetch(`http://${address}/api/v1/${path}`);
    return await response.json();
  };
  await expect
    .poll(() => api('status/buildinfo').catch(() => ({})), { timeout: 20_000 })
    .toMatchObject({ status: 'success' });
  const running = opened.move();
  return { api, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

describe.skipIf(!isInstalled)('with Prometheus', () => {
  it('has alert rules and settings that promtool takes', () => {
    for (const [command, file] of [
      ['rules', 'alerts.yml'],
      ['config', 'prometheus.yml'],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', [
        'check',
        command ?? '',
        join(DEPLOY, 'prometheus', file ?? ''),
      ]);
      expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining('SUCCESS')]);
    }
  });

  it('has an answer to each expression of dashboards and alerts, from metrics that exist', async () => {
    const metricsPort = await freePort();
    await using stack = await startStack({ METRICS_PORT: metricsPort });
    await ask(stack.url, 'query Leads { leads(first: 1) { nodes { uuid list { name } } } }');
    await using prometheus = await startPrometheus(`127.0.0.1:${metricsPort}`);
    const query = (expr: string) => prometheus.api(`query?${new URLSearchParams({ query: expr })}`);
    const up = 'count_over_time(up{job="getsales-gateway"}[1m]) > 3';
    await expect.poll(async () => (await query(up)).data?.result.length, { timeout: 20_000 }).toBe(1);
    const all = expressions();
    expect(all.length).toBeGreaterThan(30);
    for (const { place, expr } of all) {
      expect(await query(expr), `${place}: ${expr}`).toMatchObject({ status: 'success' });
      for (const name of new Set(expr.match(/\b(getsales_gateway|nodejs|process)_\w+/g) ?? [])) {
        expect((await query(`count(${name})`)).data.result, `${place}: ${name}`).toHaveLength(1);
      }
    }
    const alerts = await prometheus.api('rules');
    const rules: { name: string; health: string }[] = alerts.data.groups[0].rules;
    await expect
      .poll(
        async () =>
          (await prometheus.api('rules')).data.groups[0].rules.map(({ health }: { health: string }) => health),
        { timeout: 10_000 },
      )
      .toEqual(rules.map(() => 'ok'));
    expect((await prometheus.api('alerts')).data.alerts).toEqual([]);
  });
});
