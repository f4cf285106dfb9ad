import type { FastifyInstance } from 'fastify';
import { type ApiKeys, createRateLimit } from './access.ts';
import { createApp } from './app.ts';
import { type Clock, createClock } from './clock.ts';
import { addControls } from './control.ts';
import { createDialect, type Dialect } from './dialect.ts';
import type { Upstream } from './exchange.ts';
import { createFaults, type Faults } from './faults.ts';
import { createOddValues, type OddValues } from './odd-values.ts';
import type { LoggedRequest } from './request-log.ts';
import { SEEDED_UNTIL, type WorldSize } from './seed.ts';
import type { World } from './world.ts';
import { createWorlds } from './worlds.ts';

/** The key that opens the sandbox when no others are given. */
export const DEFAULT_API_KEY = 'sandbox-key';

const DEFAULT_KEYS: ApiKeys = { [DEFAULT_API_KEY]: { teamId: 101 } };

export interface SandboxOptions {
  /** Every name, text, UUID and time of the seeded world follows from it. Default 1. */
  seed?: number;
  /** Rows seeded of each kind. `leads: 0` leaves the messages out too. */
  size?: Partial<WorldSize>;
  /** Teams by API key. Default: `sandbox-key` opens team 101. */
  keys?: ApiKeys;
  dialect?: Partial<Dialect>;
  /** `still` (default): the clock stands at the end of the seeded history until it is advanced. `ticking`: it follows real time. */
  time?: 'still' | 'ticking';
  /** Whether leads answer as the clock goes on. Default false. */
  alive?: boolean;
}

/** The upstream in memory. Everything about it may be changed while it runs. */
export interface Sandbox {
  readonly server: FastifyInstance;
  /** The first of its keys. */
  readonly apiKey: string;
  readonly clock: Clock;
  /** Assign to it to change it. */
  readonly dialect: Dialect;
  readonly faults: Faults;
  /** Wrong values that answers contain in place of the stored ones. */
  readonly oddValues: OddValues;
  /** Every request since the start, oldest first, except those to the sandbox's own controls. Set its `length` to 0 to count anew. */
  readonly requests: LoggedRequest[];
  /** The world of the first key's team. */
  readonly world: World;
  worldOf(teamId: number): World;
  /** Back to the start: seeded worlds, clock, dialect; no faults, no odd values, no requests. */
  reset(): void;
}

/** Builds a sandbox that does not listen yet. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { seed = 1, size = {}, keys = DEFAULT_KEYS, time = 'still', alive = false } = options;
  const initial = createDialect(options.dialect);
  const dialect = { ...initial };
  const ticking = time === 'ticking';
  const clock = createClock({ startMs: ticking ? Math.max(Date.now(), SEEDED_UNTIL) : SEEDED_UNTIL, ticking });
  const worlds = createWorlds({ clock, seed, size, alive, dialect });
  const faults = createFaults();
  const oddValues = createOddValues();
  const rateLimit = createRateLimit(clock, dialect);
  const requests: LoggedRequest[] = [];

  function reset(): void {
    Object.assign(dialect, initial);
    clock.reset();
    worlds.clear();
    faults.clear();
    oddValues.clear();
    rateLimit.reset();
    requests.length = 0;
  }

  const upstream: Upstream = { keys, clock, dialect, faults, oddValues, rateLimit, requests, worldOf: worlds.of };
  const server = createApp(upstream);
  addControls(server, upstream, reset);
  const [[apiKey, { teamId }] = ['', { teamId: 0 }]] = Object.entries(keys);
  return {
    server,
    apiKey,
    clock,
    dialect,
    faults,
    oddValues,
    requests,
    get world() {
      return worlds.of(teamId);
    },
    worldOf: worlds.of,
    reset,
  };
}

export interface StartedSandbox extends Sandbox, AsyncDisposable {
  /** Origin, such as `http://127.0.0.1:4010`. */
  readonly url: string;
}

/** Listens, by default on a free port of 127.0.0.1. Disposing it closes every connection. */
export async function startSandbox(
  options: SandboxOptions & { host?: string; port?: number } = {},
): Promise<StartedSandbox> {
  const { host = '127.0.0.1', port = 0 } = options;
  const sandbox = createSandbox(options);
  const url = await sandbox.server.listen({ host, port });
  return Object.assign(sandbox, {
    url,
    async [Symbol.asyncDispose]() {
      await sandbox.server.close();
    },
  });
}
