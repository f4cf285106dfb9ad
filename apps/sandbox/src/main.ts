import { readEnv } from './env.ts';
import { type StartedSandbox, startSandbox } from './sandbox.ts';

async function main(): Promise<void> {
  const { SANDBOX_HOST, SANDBOX_PORT, SANDBOX_SEED, SANDBOX_LEADS, SANDBOX_MESSAGES, SANDBOX_ALIVE } = readEnv(
    process.env,
  );
  const sandbox = await startSandbox({
    host: SANDBOX_HOST,
    port: SANDBOX_PORT,
    seed: SANDBOX_SEED,
    size: { leads: SANDBOX_LEADS, messages: SANDBOX_MESSAGES, others: 20 },
    alive: SANDBOX_ALIVE,
    time: 'ticking',
  });
  console.log(`GetSales sandbox: ${sandbox.url} (API key: ${sandbox.apiKey})`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(sandbox));
}

/** Ends the process even while a fault holds a request. */
async function stop(sandbox: StartedSandbox): Promise<void> {
  await sandbox[Symbol.asyncDispose]();
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
