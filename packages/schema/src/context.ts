import type { ApiClient } from '@getsales-gateway/api-client';
import type { Made } from './per-operation.ts';

/** What every resolver gets. Made anew for each GraphQL request. */
export interface Context {
  /** The upstream, bound to the caller. */
  api: ApiClient;
  /** Logs what an operator should know of the upstream. Called without any data of the caller. */
  warn?: (message: string) => void;
  /** Loaders and the like, at their first use. */
  made?: Made;
}
