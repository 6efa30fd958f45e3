import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Catch, Controller, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Bus, Handles } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { absent, contextOf, createService, echo, fail, natsUrl, ProbeController, randomPrefix, slow } from './harness.ts';

@Controller()
class SecondEcho {
  @Handles(absent)
  absent(@Payload() { text }: { text: string }): { text: string } {
    return { text };
  }

  @Handles(echo)
  echo(): never {
    throw new Error('never called');
  }
}

@Controller()
class Undeclared {
  @MessagePattern('probe.undeclared')
  undeclared(): string {
    return '';
  }
}

@Controller()
class NestEvent {
  @EventPattern('probe.event')
  event(_data: unknown): void {}
}

@Catch(TypeError)
class TypeErrorFilter implements ExceptionFilter {
  catch(): never {
    throw new ParseError('ValidationFailed', 'from the filter');
  }
}

@Controller()
@UseFilters(new TypeErrorFilter())
class Filtered {
  @Handles(fail)
  fail(@Payload() { how }: { how: string }): { ok: boolean } {
    if (how === 'type') throw new TypeError('caught by the filter');
    throw new ParseError('ObjectNotFound', 'passes the filter');
  }
}

describe('a service that starts', () => {
  let bus: Bus;
  beforeAll(async () => {
    bus = await Bus.connect({ servers: natsUrl(), prefix: randomPrefix(), name: 'registration' });
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterAll(() => bus.close());

  it('is refused a handler for a subject that was not declared', async () => {
    const app = await createService(bus, [Undeclared]);
    await expect(app.listen()).rejects.toThrow('The handler of probe.undeclared needs @Handles and an operation of libs/contracts.');
  });

  it('is refused a handler for events of Nest', async () => {
    const app = await createService(bus, [NestEvent]);
    await expect(app.listen()).rejects.toThrow('probe.event');
  });

  it('is refused a second handler of an operation in its own controllers', async () => {
    const app = await createService(bus, [ProbeController, SecondEcho]);
    await expect(app.listen()).rejects.toThrow('The operation probe.echo is handled twice in this process.');
  });

  it('is refused an operation that another service of the process handles, and leaves that one alone', async () => {
    const first = await createService(bus, [ProbeController]);
    await first.listen();
    const second = await createService(bus, [SecondEcho]);
    await expect(second.listen()).rejects.toThrow('The operation probe.echo is handled twice in this process.');
    await expect(bus.call(echo, { text: 'still here' }, contextOf())).resolves.toMatchObject({ text: 'still here' });
    await expect(bus.call(absent, { text: '' }, contextOf())).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await first.close();
  });

  it('is refused when an operation of its contract lacks a handler, or it handles one that is not in it', async () => {
    const lacking = await createService(bus, [Filtered], { operations: [fail, slow] });
    await expect(lacking.listen()).rejects.toThrow('No handler for probe.slow.');
    const beyond = await createService(bus, [SecondEcho], { operations: [absent] });
    await expect(beyond.listen()).rejects.toThrow("The service's contract does not declare probe.echo.");
  });

  it('keeps the exception filters of its controllers', async () => {
    const app = await createService(bus, [Filtered]);
    await app.listen();
    await expect(bus.call(fail, { how: 'type' }, contextOf())).rejects.toMatchObject({
      kind: 'ValidationFailed',
      message: 'from the filter',
    });
    await expect(bus.call(fail, { how: 'text' }, contextOf())).rejects.toMatchObject({ kind: 'ObjectNotFound' });
    await app.close();
  });
});
