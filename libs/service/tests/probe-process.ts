/**
 * A program as services are, with a service made for the tests beside it; its environment tells it how to behave. Run by Node
 * itself, so decorators are applied by hand.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { healthOf, json, operation, type HealthReport } from '@parlance/contracts';
import { processEnvironment, runService, type ServiceDefinition } from '@parlance/service';
import { flag, int, url } from '@parlance/settings';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

export const slow = operation<{ ms: number }, { done: boolean }>({
  subject: 'probe.slow',
  request: z.object({ ms: z.number() }),
  reply: json(z.object({ done: z.boolean() })),
  retry: 'never',
  deadlineMs: 9_000,
});

/** Tells in a line of the log that it has begun, so that nobody has to guess when. */
async function workFor(ms: number, from: string): Promise<{ done: boolean }> {
  console.log(JSON.stringify({ msg: `Working for ${from}.` }));
  await sleep(ms);
  return { done: true };
}

class ProbeController {
  async slow({ ms }: { ms: number }): Promise<{ done: boolean }> {
    return workFor(ms, 'the bus');
  }

  health(): HealthReport {
    return { dependencies: { nothing: { ok: true, detail: '' } } };
  }
}
decorate('slow', slow);
decorate('health', healthOf('probe'));
Controller()(ProbeController);

function decorate(method: 'slow' | 'health', handled: Parameters<typeof Handles>[0]): void {
  Payload()(ProbeController.prototype, method, 0);
  Ctx()(ProbeController.prototype, method, 1);
  Handles(handled)(ProbeController.prototype, method, Object.getOwnPropertyDescriptor(ProbeController.prototype, method)!);
}

/** GET /slow answers after as many milliseconds as it is told; GET /fault throws where nobody catches. */
function addRoutes({ httpAdapter }: HttpAdapterHost): true {
  const server = httpAdapter.getInstance<FastifyInstance>();
  server.get('/slow/:ms', (request) => workFor(Number((request.params as { ms: string }).ms), 'HTTP'));
  server.get('/fault', async () => {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    return { done: true };
  });
  return true;
}

const shared = {
  PROBE_START_MS: int({ default: 10_000, min: 0, max: 60_000, unit: 'ms', meaning: 'Time limit of starting.' }),
  PROBE_HTTP: flag({ default: false, meaning: 'Opens an HTTP server.' }),
  PROBE_SIZE: int({ default: 1, min: 0, max: 9, meaning: 'To be wrong in tests.' }),
};
const withMongo = { ...shared, MONGODB_URL: url({ schemes: ['mongodb'], meaning: 'Waited for.' }) };

class ProbeModule {}
const env = processEnvironment();
const wantsHttp = env['PROBE_HTTP'] === 'true';
const probe: ServiceDefinition = {
  name: 'probe',
  module: {
    register: () => ({
      module: ProbeModule,
      controllers: [ProbeController],
      providers: wantsHttp ? [{ provide: 'routes', inject: [HttpAdapterHost], useFactory: addRoutes }] : [],
    }),
  },
  settings: env['MONGODB_URL'] === undefined ? shared : withMongo,
  http: wantsHttp && { forceCloseConnections: 'idle' },
};

if (import.meta.main) await runService([probe], env, { startMsMax: Number(env['PROBE_START_MS'] ?? 10_000) });
