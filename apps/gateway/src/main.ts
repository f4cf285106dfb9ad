import { findDataDir } from './data-dir.ts';
import { EnvError, readEnv } from './env.ts';
import { createLogger } from './log.ts';
import { startGateway } from './server.ts';

const env = readEnvOrExit();
const logger = await createLogger(env.log);
const gateway = await startGateway(env, logger).catch((error: unknown) => {
  logger.fatal({ err: error }, 'cannot start');
  process.exit(1);
});
logger.info({ url: `${gateway.url}/graphql`, upstream: env.upstream.url, authMode: env.auth.mode }, 'ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    logger.info({ signal }, 'stopping');
    await gateway[Symbol.asyncDispose]();
    logger.info('stopped');
    process.exit(0);
  });
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
