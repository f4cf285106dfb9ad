import { buildInfo } from './build-info.ts';
import { answerCommandLine } from './command-line.ts';
import { EnvError, findDataDir, listVariables, readEnv } from './env.ts';
import { createLogger } from './log.ts';
import { type Gateway, startGateway } from './server.ts';
import { findMisspelled } from './unknown-variables.ts';
import { startWorkers, workerIndex } from './workers.ts';

const answer = answerCommandLine(process.argv.slice(2));
if (answer) {
  (answer.exitCode === 0 ? console.log : console.error)(answer.text);
  process.exit(answer.exitCode);
}

const env = await readEnvOrExit();
const logger = await createLogger(env.log);
const worker = workerIndex(process.env);
const server = worker === undefined && env.workers > 1 ? startPrimary() : await startServer();

// Requests share no state that a fault could corrupt, so one fault must not end the others, or a send under way.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => logger.error({ err: error }, event));
}

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

process.on('SIGHUP', server.reload);

/** Serves in this process. Each worker shows its metrics on a port of its own: Prometheus takes them for replicas. */
async function startServer() {
  if (worker === undefined) warnOfMisspelled();
  const metricsPort = env.metricsPort && env.metricsPort + (worker ?? 0);
  const gateway = await startGateway({ ...env, metricsPort }, logger).catch((error: unknown) => {
    logger.fatal({ err: error }, 'cannot start');
    process.exit(1);
  });
  const { url, metricsUrl: metrics } = gateway;
  const settings = { upstream: env.upstream.url, authMode: env.auth.mode, ...buildInfo };
  logger.info({ url: `${url}/graphql`, metrics, worker, ...settings }, 'ready');
  return { stop: () => gateway[Symbol.asyncDispose](), reload: () => reload(gateway) };
}

/** Serves in as many processes as `WORKERS` says, which share the port. */
function startPrimary() {
  warnOfMisspelled();
  const workers = startWorkers(env.workers, logger);
  return { stop: workers.stop, reload: () => workers.signal('SIGHUP') };
}

function warnOfMisspelled(): void {
  const known = listVariables().map(({ name }) => name);
  for (const { name, meant } of findMisspelled(Object.keys(process.env), known)) {
    logger.warn({ variable: name, meant }, `${name} is unknown: did you mean ${meant}?`);
  }
}

/** Reads secrets that stand in files again. What cannot be used changes nothing. */
function reload(gateway: Gateway): void {
  try {
    gateway.reload(readSettings());
    logger.info('secrets were read again');
  } catch (error) {
    logger.warn({ err: error, ...(error instanceof EnvError && { faults: error.faults }) }, 'secrets stay as they are');
  }
}

/** Later signals wait for the first stop. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  logger.info({ signal }, isStopping ? 'still stopping' : 'stopping');
  if (isStopping) return;
  isStopping = true;
  await server.stop(signal);
  logger.info('stopped');
  process.exit(0);
}

/** Faults are told in the log's own format: its readers would not see anything else. */
async function readEnvOrExit() {
  const { env, stdout } = process;
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    const isPretty = env['LOG_FORMAT'] === 'pretty' || (stdout.isTTY && env['LOG_FORMAT'] !== 'json');
    const logger = await createLogger({ level: 'fatal', format: isPretty ? 'pretty' : 'json' });
    if (isPretty) logger.fatal(error.message);
    else logger.fatal({ faults: error.faults }, 'cannot start with these settings');
    process.exit(1);
  }
}

function readSettings() {
  return readEnv(process.env, { isTerminal: process.stdout.isTTY, defaultDataDir: findDataDir(import.meta.dirname) });
}
