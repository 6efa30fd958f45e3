import { Controller, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { CONTRACTS, json, operation, route, type RequestContext } from '@parlance/contracts';
import type { ServiceDefinition } from '@parlance/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask } from './ask.ts';
import { APP, GatewayProcess, MASTER, REST } from './gateway-process.ts';

/** A service that no list of the platform knows: its contract, and below what it answers. */
const greetRequest = z.object({ app: z.string(), name: z.string(), loud: z.unknown().optional(), address: z.string() });
type GreetRequest = z.infer<typeof greetRequest>;
const greet = operation<GreetRequest, { greeting: string }>({
  subject: 'greeter.greet',
  request: greetRequest,
  reply: json(z.object({ greeting: z.string() })),
  retry: 'safe',
  routes: [
    route('GET', '/greetings/:name', 'app', ({ app, path, input, caller }) => ({ app, ...path, loud: input['loud'], ...caller.origin })),
    route('POST', '/greetings/:name/again', 'master', ({ app, path }) => ({ app, ...path, loud: true, address: '' })),
  ],
});

@Controller()
class Greeter {
  @Handles(greet)
  greet(@Payload() { app, name, loud }: GreetRequest, @Ctx() { identity }: RequestContext): { greeting: string } {
    return { greeting: `${identity.kind} ${name} of ${app}${loud === undefined ? '' : '!'}` };
  }
}

@Module({ controllers: [Greeter] })
class GreeterModule {}

const GREETER: ServiceDefinition<Record<never, never>> = {
  name: 'greeter',
  module: { register: () => ({ module: GreeterModule }) },
  settings: {},
  http: false,
};

describe('a service whose contract is handed to the gateway', () => {
  let gateway: GatewayProcess;
  beforeAll(
    async () => void (gateway = await GatewayProcess.start({}, undefined, { contracts: [...CONTRACTS, { greet }], services: [GREETER] })),
  );
  afterAll(() => gateway.stop());
  beforeEach(() => gateway.declare(APP));

  it('is asked by the routes of its operations, with app, path, input and caller', async () => {
    const { status, json } = await ask(gateway.url, '/parse/Greetings/Ann?loud=1', { headers: REST });
    expect([status, json]).toEqual([200, { greeting: 'public Ann of test!' }]);
  });

  it('has their guards', async () => {
    const again = (headers: Record<string, string>) => ask(gateway.url, '/parse/greetings/Ann/again', { method: 'POST', headers });
    expect((await again(REST)).json).toMatchObject({ code: 119 });
    expect((await again(MASTER)).json).toEqual({ greeting: 'master Ann of test!' });
  });

  it('is asked by parts of a batch as well', async () => {
    const requests = [{ method: 'GET', path: '/parse/greetings/Bob' }];
    const { json } = await ask(gateway.url, '/parse/batch', { method: 'POST', headers: REST, body: { requests } });
    expect(json).toEqual([{ success: { greeting: 'public Bob of test' } }]);
  });

  it('is unknown to the gateway of the platform', async () => {
    const usual = await GatewayProcess.start();
    try {
      expect((await ask(usual.url, '/parse/greetings/Ann', { headers: REST })).json.code).toBe(108);
    } finally {
      await usual.stop();
    }
  });
});
