export type { ApiKey, ApiKeys } from './access.ts';
export type { Clock } from './clock.ts';
export type { Collection } from './collection.ts';
export type { Dialect } from './dialect.ts';
export type { Fault, FaultInput, Faults } from './faults.ts';
export type { LoggedRequest } from './request-log.ts';
export {
  createSandbox,
  DEFAULT_API_KEY,
  type Sandbox,
  type SandboxOptions,
  type StartedSandbox,
  startSandbox,
} from './sandbox.ts';
export type { WorldSize } from './seed.ts';
export type { World } from './world.ts';
