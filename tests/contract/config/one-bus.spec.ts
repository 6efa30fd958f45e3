import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { connect } from '@nats-io/transport-node';
import { startPrivateServer, type PrivateServer } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigDeployment } from './config-service.ts';
import { startNatsCluster } from './nats-cluster.ts';

const SOON = { timeout: 20_000, interval: 100 };
const TWO_BUSES = /Two buses share one control database/g;

/** Registries of one name and one control database, on one NATS or on two. */
describe('B1 registries of a deployment', { timeout: 60_000 }, () => {
  let deployment: ConfigDeployment;
  let otherNats: PrivateServer;
  beforeAll(async () => {
    otherNats = await startPrivateServer('nats');
  });
  beforeEach(async () => {
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    deployment = await ConfigDeployment.create();
    deployment.declare({ apps: [{ id: 'game', keys: { rest: 'declared' } }] });
  });
  afterEach(async () => {
    await deployment.close();
    vi.restoreAllMocks();
  });
  afterAll(() => otherNats.dispose());

  const marks = async () => (await deployment.control()).collection<{ _id: string; registries?: { id: string; at: Date }[] }>('deployment');
  const shown = async () => (await (await marks()).findOne({ _id: 'owner' }))?.registries ?? [];
  const allShow = (count: number) => expect.poll(async () => (await shown()).length, SOON).toBe(count);
  const complaints = () => deployment.logs.join('\n').match(TWO_BUSES) ?? [];

  /** Resolves when each registry has shown itself that many times more. */
  async function beats(times: number): Promise<void> {
    const seen = new Map<string, Set<number>>();
    const least = async (): Promise<number> => {
      for (const { id, at } of await shown()) seen.set(id, (seen.get(id) ?? new Set()).add(at.getTime()));
      return Math.min(...[...seen.values()].map(({ size }) => size));
    };
    await expect.poll(least, SOON).toBeGreaterThan(times);
  }

  it('does not start on another NATS while one goes on, and says which one that is, and how it may', async () => {
    await deployment.start('split');
    await allShow(1);
    const name = deployment.name;
    await expect(deployment.start('split', {}, otherNats.url)).rejects.toThrow(
      new RegExp(
        `^Not started: a registry of the deployment "${name}" uses the control database "${name}_control" on another bus ` +
          `\\(NATS (server|cluster) \\S+, prefix "${name}"\\).*NATS_URL.*PARLANCE_DEPLOYMENT.*PARLANCE_TAKE_OVER=${name} `,
      ),
    );
    expect(await deployment.access('game')).toBeDefined();
    expect(complaints()).toEqual([]);
  });

  it('starts there on purpose, and then each says once that there are two', async () => {
    await deployment.start('split');
    await allShow(1);
    await deployment.start('split', { PARLANCE_TAKE_OVER: deployment.name }, otherNats.url);
    await expect.poll(() => complaints().length, SOON).toBe(2);
    await beats(3);
    expect(complaints()).toHaveLength(2);
  });

  it('starts there at once when all have ended in order', async () => {
    await deployment.start('split');
    await allShow(1);
    await deployment.stopReplicas();
    expect(await shown()).toEqual([]);
    await deployment.start('split', {}, otherNats.url);
    await allShow(1);
  });

  it('starts within seconds when one was killed, on whatever NATS', async () => {
    await deployment.start('split');
    await deployment.stopReplicas();
    const killed = { id: 'killed', prefix: deployment.name, nats: 'server gone' };
    await (await marks()).updateOne({ _id: 'owner' }, [{ $set: { registries: [{ ...killed, at: '$$NOW' }] } }]);
    const begin = performance.now();
    await deployment.start('split', {}, otherNats.url);
    expect(performance.now() - begin).toBeLessThan(10_000);
    await allShow(1);
    expect(complaints()).toEqual([]);
  });

  it('stays silent at a rolling restart: replicas come and go, and nobody waits for one that is heard', async () => {
    await deployment.start('split');
    for (let replica = 2; replica <= 3; replica++) {
      await allShow(replica - 1);
      await deployment.start('split');
    }
    await allShow(3);
    await beats(8);
    expect(complaints()).toEqual([]);
  });

  it('stays silent when NATS is replaced', async () => {
    for (let replica = 1; replica <= 2; replica++) await deployment.start('split', {}, otherNats.url);
    await allShow(2);
    await otherNats.kill();
    await allShow(2);
    await otherNats.start();
    await beats(8);
    await deployment.start('split', {}, otherNats.url);
    await allShow(3);
    expect(complaints()).toEqual([]);
  });

  it('stays silent on a cluster with several servers', async () => {
    const cluster = await startNatsCluster(join(deployment.folder, 'nats.log'));
    const answers = async (url: string) => {
      const nats = await connect({ servers: url, timeout: 500 });
      const routed = nats.info?.connect_urls?.length ?? 0;
      await nats.close();
      return routed;
    };
    try {
      for (const url of cluster.urls) await expect.poll(() => answers(url).catch(() => 0), SOON).toBe(2);
      for (const url of cluster.urls) await deployment.start('split', {}, url);
      await allShow(2);
      await beats(8);
      expect(complaints()).toEqual([]);
    } finally {
      await deployment.stopReplicas();
      await cluster.close();
    }
  });
});
