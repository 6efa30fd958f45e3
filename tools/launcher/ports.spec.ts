import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anyFreePort, freePortFrom, isPortFree } from './ports.ts';

describe('ports', () => {
  let holder: Server;
  let taken: number;
  beforeEach(async () => {
    holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    taken = (holder.address() as AddressInfo).port;
  });
  afterEach(() => new Promise((resolve) => holder.close(resolve)));

  it('tells a taken port from a free one', async () => {
    expect(await isPortFree(taken)).toBe(false);
    expect(await isPortFree(await anyFreePort())).toBe(true);
  });

  it('moves up from a preferred port that is taken, and keeps one that is free', async () => {
    expect(await freePortFrom(taken)).toBeGreaterThan(taken);
    const free = await anyFreePort();
    expect(await freePortFrom(free)).toBe(free);
  });
});
