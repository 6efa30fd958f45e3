import { SERVICE_NAMES } from '@parlance/contracts';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { processTree, survivors } from './deployment/process-tree.ts';
import { eventually } from './eventually.ts';
import { ANSWER_MS_MAX } from '../../tools/chaos/load/ask.ts';
import { assertNothingLost } from './load/assert-nothing-lost.ts';
import { Load } from '../../tools/chaos/load/load.ts';

/** The launcher, a process for each service, and the guard that watches over them; before them npm's part of the launcher. */
const PROCESSES = SERVICE_NAMES.length + 3;
const STOP_MS_MAX = 20_000;
/** The guard learns of the launcher's end from its input. */
const GUARD_MS_MAX = 5_000;

describe('Ctrl-C in npm start -- --split, with 64 writers at work', () => {
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
  });
  afterAll(async () => {
    await parlance?.close();
  });

  it('OBJ-48 ERR-03 loses no acknowledged write, answers requests that were sent, and leaves no process behind', async () => {
    const load = await Load.begin(parlance);
    const processes = processTree(parlance.launcher.record.pid);
    expect(processes.length, JSON.stringify(processes)).toBe(PROCESSES);

    const began = performance.now();
    parlance.interrupt();
    expect(await parlance.launcher.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(STOP_MS_MAX);
    await eventually('all processes to end', GUARD_MS_MAX, () => survivors(processes).length === 0);

    const ledger = await load.stop();
    expect(ledger.count('unreached')).toBeGreaterThan(0);
    expect(ledger.otherThan('done', 'unreached', 'severed')).toEqual([]);
    // A connection that the system had taken and the gateway had not is reset; only the steady creates open new ones meanwhile.
    expect(ledger.count('severed')).toBeLessThanOrEqual(1);
    expect(ledger.slowestMs).toBeLessThan(ANSWER_MS_MAX);
    await assertNothingLost(await parlance.database(), ledger);
  });
});
