import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { onAnotherPort, serviceSpecs } from './services.ts';
import { readOptions } from './options.ts';

const split = readOptions(['--split'], {}, '/');
const specs = () => serviceSpecs(split, {}, () => ({}), '/logs');

describe('the processes of npm start -- --split', () => {
  it('have a health port each, and are asked there, but for the gateway', async () => {
    const all = await specs();
    expect(new Set(all.map(({ healthPort }) => healthPort)).size).toBe(all.length);
    for (const { app, healthPort, readyUrl, environment } of all) {
      expect(environment).toMatchObject({ PARLANCE_HEALTH_PORT: String(healthPort) });
      expect(new URL(readyUrl).port).toBe(String(app === 'gateway' ? split.port : healthPort));
    }
  });

  it('are given another health port when somebody has taken theirs, and keep one that is free', async () => {
    const spec = (await specs()).find(({ app }) => app === 'data');
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const taken = { ...spec!, healthPort: port };
    const moved = await onAnotherPort(taken);
    await new Promise((resolve) => holder.close(resolve));
    expect(moved).toMatchObject({ app: 'data', logFile: '/logs/data.log' });
    expect(moved?.healthPort).not.toBe(port);
    expect(moved?.environment).toMatchObject({ PARLANCE_HEALTH_PORT: String(moved?.healthPort) });
    expect(moved?.readyUrl).toBe(`http://127.0.0.1:${moved?.healthPort}/health/ready`);
    expect(await onAnotherPort(taken)).toBeUndefined();
  });
});
