import type { FastifyInstance } from 'fastify';
import { ZodError, z } from 'zod';
import { changeDialect } from './dialect.ts';
import type { Upstream } from './exchange.ts';
import { parseFault } from './faults.ts';

const advanceSchema = z.strictObject({ ms: z.number().nonnegative() });

/** The sandbox's own controls, `/_sandbox/…`. They are no part of the upstream: they need no key and are not logged. */
export function addControls(app: FastifyInstance, upstream: Upstream, reset: () => void): void {
  app.register(
    (controls, _options, done) => {
      const parseJson = controls.getDefaultJsonParser('error', 'error');
      controls.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
      controls.setErrorHandler((error, _request, reply) =>
        error instanceof ZodError ? reply.status(400).send({ message: z.prettifyError(error) }) : reply.send(error),
      );
      addRoutes(controls, upstream, reset);
      done();
    },
    { prefix: '/_sandbox' },
  );
}

function addRoutes(controls: FastifyInstance, upstream: Upstream, reset: () => void): void {
  const { clock, dialect, faults, oddValues, requests } = upstream;

  controls.get('/faults', async () => ({ faults: faults.all() }));
  controls.post('/faults', async ({ body }, reply) => reply.status(201).send(faults.add(parseFault(body))));
  controls.delete('/faults', (_request, reply) => {
    faults.clear();
    reply.status(204).send();
  });

  controls.get('/odd-values', async () => ({ oddValues: oddValues.all() }));
  controls.post('/odd-values', ({ body }, reply) => {
    oddValues.add(body);
    reply.status(201).send();
  });
  controls.delete('/odd-values', (_request, reply) => {
    oddValues.clear();
    reply.status(204).send();
  });

  controls.get('/requests', async () => ({ count: requests.length, requests }));
  controls.delete('/requests', (_request, reply) => {
    requests.length = 0;
    reply.status(204).send();
  });

  controls.get('/dialect', async () => dialect);
  controls.patch('/dialect', async ({ body }) => changeDialect(dialect, body));

  controls.post('/clock/advance', async ({ body }) => {
    clock.advance(advanceSchema.parse(body).ms);
    return { now: clock.timestamp() };
  });

  controls.post('/reset', (_request, reply) => {
    reset();
    reply.status(204).send();
  });
}
