import { describe, expect, it } from 'vitest';
import { connect } from '@nats-io/transport-node';
import { Bus } from '@parlance/bus';
import { contextOf, natsOptions, natsUrl, randomPrefix, slow } from './harness.ts';

/** The bounds that libs/bus/README.md names. */
const RUNNING_MAX = 10_000;
const WAITING_MAX = 65_536;

describe('the bounds of the bus', () => {
  it(`refuse a request to a process that works on ${RUNNING_MAX} already, and take it afterwards`, async () => {
    const options = { servers: natsUrl(), prefix: randomPrefix(), name: 'limits' };
    const [server, caller] = await Promise.all([Bus.connect(options), Bus.connect(options)]);
    let release: (value: { started: number }) => void = () => undefined;
    const released = new Promise<{ started: number }>((resolve) => (release = resolve));
    const serving = server.serve([{ operation: slow, handle: () => released }]);
    await server.flush();
    const context = contextOf({ deadline: Date.now() + 20_000 });
    const calls = Array.from({ length: RUNNING_MAX }, () => caller.call(slow, { ms: 1 }, context));
    await expect.poll(() => server.load.running, { timeout: 10_000 }).toBe(RUNNING_MAX);
    await expect(caller.call(slow, { ms: 1 }, context)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    release({ started: 1 });
    await expect(Promise.all(calls)).resolves.toHaveLength(RUNNING_MAX);
    await expect(caller.call(slow, { ms: 1 }, context)).resolves.toEqual({ started: 1 });
    await serving.stop(1_000);
    await Promise.all([server.close(), caller.close()]);
  });

  it(`refuse a call of a process that waits for ${WAITING_MAX} already, and forget those at their deadline`, async () => {
    const prefix = randomPrefix();
    const caller = await Bus.connect({ servers: natsUrl(), prefix, name: 'limits' });
    const silent = await connect(natsOptions());
    silent.subscribe(`${prefix}.probe.slow`, { callback: () => undefined });
    await silent.flush();
    const context = contextOf({ deadline: Date.now() + 4_000 });
    const calls = Array.from({ length: WAITING_MAX }, () => caller.call(slow, { ms: 1 }, context).catch((error: unknown) => error));
    expect(caller.load.waiting).toBe(WAITING_MAX);
    await expect(caller.call(slow, { ms: 1 }, context)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ kind: 'RequestTimeout' });
    expect(caller.load.waiting).toBe(0);
    await Promise.all([caller.close(), silent.close()]);
  });
});
