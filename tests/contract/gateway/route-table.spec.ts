import { Controller, Get, Module, type DynamicModule } from '@nestjs/common';
import { SERVICE } from '@parlance/gateway';
import { startServices, type ServiceDefinition } from '@parlance/service';
import { createLogger } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { expect, it } from 'vitest';

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
class OtherModule {}

/** The gateway, and beside it in the same process a service with an HTTP route of its own. */
function startWith(controller: typeof Unguarded | typeof Elsewhere) {
  const register = (): DynamicModule => ({ module: OtherModule, controllers: [controller] });
  const other: ServiceDefinition = { name: 'other', module: { register }, settings: {}, http: false };
  const environment = { NATS_URL: testServers().natsUrl, PARLANCE_BUS_PREFIX: uniqueName('routes'), PARLANCE_PORT: '0' };
  return startServices([SERVICE, other], environment, { logger: createLogger({ service: 'test', level: 'silent' }) });
}

it('SEC-07 a route below the mount that did not come through the table keeps the process from starting', async () => {
  await expect(startWith(Unguarded)).rejects.toThrow("registered in the gateway's route table");
});

it('routes beside the mount are free', async () => {
  const running = await startWith(Elsewhere);
  try {
    expect(await (await fetch(`${running.url}/elsewhere`)).text()).toBe('elsewhere');
    expect((await fetch(`${running.url}/parse/classes/Game`)).status).toBe(403);
  } finally {
    await running.close();
  }
});
