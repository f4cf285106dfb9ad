import { createClient, GatewayError } from '@getsales-gateway/client';
import {
  Environment,
  type FetchFunction,
  type GraphQLResponse,
  Network,
  Observable,
  RecordSource,
  Store,
} from 'relay-runtime';
import { followLive } from './live.ts';

/** Ten windows that read the same within five seconds cost GetSales what one costs. */
const FRESH_ENOUGH = { 'cache-control': 'max-age=5' };

const client = createClient({ url: '/graphql' });

/** An answer whose root field failed is an error with its code; where something deeper failed, the page shows what there is. */
const fetchFromGateway: FetchFunction = (request, variables) =>
  Observable.create((sink) => {
    const leaving = new AbortController();
    const { text, operationKind: kind } = request;
    const headers = kind === 'query' ? FRESH_ENOUGH : {};
    client.execute({ text: text ?? '', kind }, variables, { headers, signal: leaving.signal }).then(
      (answer) => {
        const refused = answer.errors?.find(({ path = [] }) => path.length <= 1);
        if (refused) return sink.error(new GatewayError(refused, answer));
        if (isResponse(answer)) sink.next(answer);
        sink.complete();
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) sink.error(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return () => {
      // A send goes on when the page turns to another lead.
      if (kind === 'query') leaving.abort();
    };
  });

export function createEnvironment(): Environment {
  return new Environment({
    network: Network.create(fetchFromGateway, ({ text }, variables) =>
      Observable.create((sink) =>
        followLive(client, text ?? '', variables, {
          next: (data) => {
            if (isResponse({ data })) sink.next({ data });
          },
          error: (error) => sink.error(error),
        }),
      ),
    ),
    store: new Store(new RecordSource(), { gcReleaseBufferSize: 20 }),
  });
}

function isResponse(answer: { data?: unknown }): answer is Extract<GraphQLResponse, { data: object }> {
  return typeof answer.data === 'object' && answer.data !== null;
}
