import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { writeAnswer } from './answer.ts';
import { exchange, type Upstream } from './exchange.ts';
import { formToJson } from './form.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

/** The HTTP server. Fastify finds the route; `exchange` does the rest and writes the answer itself. */
export function createApp(upstream: Upstream): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 16 * 1024 * 1024,
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const serve =
    (route?: Route) => async (request: FastifyRequest<{ Params: Record<string, string> }>, reply: FastifyReply) => {
      const { raw, params, body } = request;
      reply.hijack();
      const form = Buffer.isBuffer(body) && (await formToJson(body, raw.headers['content-type'] ?? ''));
      const text = form || (typeof body === 'string' ? body : '');
      try {
        await exchange(upstream, { request: raw, response: reply.raw, params, text }, route);
      } catch (error) {
        // A bug of the sandbox is shown as Laravel shows errors in debug mode.
        const body = { message: 'Server Error', exception: error instanceof Error ? error.stack : String(error) };
        writeAnswer(reply.raw, { status: 500, body }, upstream.dialect, upstream.clock);
      }
    };

  for (const route of routes) {
    app.route({ method: route.method, url: route.path.replace(/\{(\w+)\}/g, ':$1'), handler: serve(route) });
  }
  app.setNotFoundHandler(serve());
  return app;
}
