import { setTimeout as pause } from 'node:timers/promises';
import { startPrivateServer, type PrivateServer, testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning } from '../../tools/launcher/processes.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { ANSWER_MS_MAX } from '../../tools/chaos/load/ask.ts';
import { assertNothingLost } from './load/assert-nothing-lost.ts';
import type { Ledger } from '../../tools/chaos/load/ledger.ts';
import { Load } from '../../tools/chaos/load/load.ts';

const OUTAGE_MS = 5_000;
/** How soon after a server is back requests have to succeed again. */
const RECOVERY_MS_MAX = 3_000;

describe('under npm start -- --split, with 64 writers at work', () => {
  let mongodb: PrivateServer;
  let nats: PrivateServer;
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    [mongodb, nats] = await Promise.all([startPrivateServer('mongodb'), startPrivateServer('nats')]);
    parlance = await LaunchedParlance.start({ ...testServers(), mongodbUrl: mongodb.url, natsUrl: nats.url });
  });
  afterAll(async () => {
    await parlance?.close();
    await nats?.dispose();
    await mongodb?.dispose();
  });

  /** Takes a server away for five seconds; resolves when it is back and every writer succeeds again. */
  async function takeAwayUnderLoad(leave: () => Promise<void> | void, comeBack: () => Promise<void> | void): Promise<Ledger> {
    const load = await Load.begin(parlance);
    const services = await Promise.all((['gateway', 'data', 'config'] as const).map((service) => parlance.process(service)));
    await leave();
    await pause(OUTAGE_MS);
    await comeBack();
    const mended = performance.now();
    await load.flows();
    const ledger = await load.stop();
    expect(ledger.failuresSince(mended + RECOVERY_MS_MAX)).toEqual([]);
    expect(services.filter((record) => !isRunning(record))).toEqual([]);
    expect(ledger.otherThan('done', 'refused', 'unknown')).toEqual([]);
    expect(ledger.slowestMs).toBeLessThan(ANSWER_MS_MAX);
    return ledger;
  }

  it('ERR-11 ERR-03 OBJ-48 five seconds without MongoDB lose no acknowledged write, and need no restart', async () => {
    const ledger = await takeAwayUnderLoad(mongodb.kill, mongodb.start);
    expect(ledger.count('refused')).toBeGreaterThan(0);
    await assertNothingLost(await parlance.database(), ledger);
  });

  it('OBJ-47 OBJ-48 five seconds in which MongoDB answers nothing lose no acknowledged write', async () => {
    const ledger = await takeAwayUnderLoad(mongodb.freeze, mongodb.thaw);
    await assertNothingLost(await parlance.database(), ledger);
  });

  it('ERR-11 ERR-03 OBJ-48 five seconds without NATS lose no acknowledged write, and need no restart', async () => {
    const ledger = await takeAwayUnderLoad(nats.kill, nats.start);
    expect(ledger.count('refused')).toBeGreaterThan(0);
    await assertNothingLost(await parlance.database(), ledger);
  });
});
