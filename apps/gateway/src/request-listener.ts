import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyRefusal, limitBody, type OpenRequest } from './body-limit.ts';
import { crossSiteRefusal } from './cross-site.ts';
import type { Env } from './env.ts';
import { answerHealth, type StoreCheck } from './health.ts';
import type { Logger } from './log.ts';
import { type Refusal, refuse } from './refusal.ts';
import { identify } from './request-id.ts';

type GraphQLHandler = (req: OpenRequest, res: ServerResponse) => Promise<void>;

/** What a request goes through before it reaches GraphQL, in this order. */
export function createRequestListener(env: Env, logger: Logger, storesWereOpen: StoreCheck, graphql: GraphQLHandler) {
  const { bodyBytes } = env.limits;
  return async (req: IncomingMessage, res: ServerResponse, isDraining: boolean): Promise<void> => {
    const requestId = identify(req, res);
    if (req.url?.startsWith('/health/')) {
      await answerHealth(req.url, res, isDraining, storesWereOpen);
      return;
    }
    const refusal = targetRefusal(req) ?? crossSiteRefusal(req, env) ?? bodyRefusal(req, bodyBytes);
    if (refusal) {
      logger.info({ requestId, status: refusal.status, codes: [refusal.code] }, 'refused');
      refuse(res, refusal);
      return;
    }
    // Whoever framed GraphiQL could have it clicked.
    if (req.method === 'GET') res.setHeader('x-frame-options', 'DENY');
    await graphql(limitBody(req, bodyBytes), res);
  };
}

/** Yoga answers what it cannot parse with 500 and a stack. */
function targetRefusal({ url, headers: { host } }: IncomingMessage): Refusal | undefined {
  if (URL.canParse(`http://${host || 'localhost'}${url}`)) return undefined;
  return { status: 400, code: 'BAD_USER_INPUT', message: 'The Host header and the path make no URL.' };
}
