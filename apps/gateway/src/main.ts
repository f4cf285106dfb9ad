import { buildInfo } from './build-info.ts';
import { EnvError, findDataDir, readEnv } from './env.ts';
import { createLogger } from './log.ts';
import { startGateway } from './server.ts';

const env = readEnvOrExit();
const logger = await createLogger(env.log);
const gateway = await startGateway(env, logger).catch((error: unknown) => {
  logger.fatal({ err: error }, 'cannot start');
  process.exit(1);
});
logger.info(
  {
    url: `${gateway.url}/graphql`,
    metrics: gateway.metricsUrl,
    upstream: env.upstream.url,
    authMode: env.auth.mode,
    version: buildInfo.version,
    build: buildInfo.build,
  },
  'ready',
);

// Requests share no state that a fault could corrupt, so one fault must not end the others, or a send under way.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => logger.error({ err: error }, event));
}

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

/** Later signals wait for the first stop. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  logger.info({ signal }, isStopping ? 'still stopping' : 'stopping');
  if (isStopping) return;
  isStopping = true;
  await gateway[Symbol.asyncDispose]();
  logger.info('stopped');
  process.exit(0);
}

function readEnvOrExit() {
  try {
    return readEnv(process.env, { isTerminal: process.stdout.isTTY, defaultDataDir: findDataDir(import.meta.dirname) });
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
