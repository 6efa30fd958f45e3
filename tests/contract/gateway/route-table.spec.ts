import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Bus } from '@parlance/bus';
import { GATEWAY_SETTINGS, GatewayModule, SERVER_OPTIONS } from '@parlance/gateway';
import { loadSettings } from '@parlance/settings';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BusModule } from './gateway-process.ts';

@Controller('parse/classes')
class Unguarded {
  @Get('open')
  open(): string {
    return 'unguarded';
  }
}

@Controller('elsewhere')
class Elsewhere {
  @Get()
  open(): string {
    return 'elsewhere';
  }
}

@Module({})
class Root {}

let bus: Bus;
beforeAll(async () => void (bus = await Bus.connect({ servers: testServers().natsUrl, prefix: uniqueName('routes'), name: 'routes' })));
afterAll(() => bus.close());

function startWith(controller: typeof Unguarded | typeof Elsewhere): Promise<NestFastifyApplication> {
  const root = {
    module: Root,
    imports: [BusModule.of(bus), GatewayModule.register(loadSettings(GATEWAY_SETTINGS, {}))],
    controllers: [controller],
  };
  return NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(SERVER_OPTIONS), { logger: false, abortOnError: false });
}

it('SEC-07 a route below the mount that did not come through the table keeps the process from starting', async () => {
  const app = await startWith(Unguarded);
  await expect(app.listen(0, '127.0.0.1')).rejects.toThrow("registered in the gateway's route table");
  await app.close();
});

it('routes beside the mount are free', async () => {
  const app = await startWith(Elsewhere);
  await app.listen(0, '127.0.0.1');
  expect(await (await fetch(`${await app.getUrl()}/elsewhere`)).text()).toBe('elsewhere');
  await app.close();
});
