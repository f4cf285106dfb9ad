import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { type Context, schema } from '@getsales-gateway/schema';
import { createContext } from './peer-context.ts';

await startStandaloneServer(new ApolloServer<Context>({ schema }), {
  listen: { port: Number(process.env['PORT']), host: '127.0.0.1' },
  context: async ({ req }) => createContext(req.headers.authorization),
});
