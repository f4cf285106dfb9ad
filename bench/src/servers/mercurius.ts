import { schema } from '@getsales-gateway/schema';
import { fastify } from 'fastify';
import mercurius from 'mercurius';
import { createContext } from './peer-context.ts';

const app = fastify();
await app.register(mercurius, { schema, context: ({ headers }) => createContext(headers.authorization) });
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
