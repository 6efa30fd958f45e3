import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalProcess } from '../../tools/launcher/processes.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { assertNothingLost } from './load/assert-nothing-lost.ts';
import { Load } from '../../tools/chaos/load/load.ts';

describe('two processes of data, with 64 writers at work', () => {
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
  });
  afterAll(async () => {
    await parlance?.close();
  });

  it('ERR-11 OBJ-48 either is drained and the other takes its place without one failed request', async () => {
    const replica = await parlance.addReplica('data');
    const load = await Load.begin(parlance);

    // The launcher starts its own again, once; until then the other is alone.
    signalProcess(await parlance.process('data'), 'SIGTERM');
    await parlance.reported('data ended (exit code 0)');
    await load.flows();
    await parlance.reported('data runs again.');
    await load.flows();

    signalProcess(replica.record, 'SIGTERM');
    expect(await replica.exited).toEqual({ code: 0, signal: null });
    await load.flows();

    const ledger = await load.stop();
    expect(ledger.otherThan('done')).toEqual([]);
    await assertNothingLost(await parlance.database(), ledger);
  });
});
