import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning, signalProcess } from '../../tools/launcher/processes.ts';
import type { ServiceName } from '@parlance/contracts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';
import { ANSWER_MS_MAX, ask } from '../../tools/chaos/load/ask.ts';
import { assertNothingLost } from './load/assert-nothing-lost.ts';
import type { Ledger } from '../../tools/chaos/load/ledger.ts';
import { Load } from '../../tools/chaos/load/load.ts';

/** How soon the callers of a process hear that it is gone. */
const NOTICED_MS_MAX = 2_500;
/** How soon the launcher has brought a process back. */
const RESTART_MS_MAX = 20_000;
/** How soon after a fault is over requests have to succeed again. */
const RECOVERY_MS_MAX = 3_000;

describe('under npm start -- --split, with 64 writers at work', () => {
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
  });
  afterAll(async () => {
    await parlance?.close();
  });

  /** Kills the service under load; resolves when the launcher has brought it back and every writer succeeds again. */
  async function killUnderLoad(service: ServiceName, others: readonly ServiceName[]): Promise<Ledger> {
    const load = await Load.begin(parlance);
    const untouched = await Promise.all(others.map((other) => parlance.process(other)));
    await parlance.kill(service);
    await parlance.reported(`${service} runs again.`);
    const mended = performance.now();
    await load.flows();
    const ledger = await load.stop();
    expect(ledger.failuresSince(mended + RECOVERY_MS_MAX)).toEqual([]);
    expect(untouched.filter((record) => !isRunning(record))).toEqual([]);
    return ledger;
  }

  it('ERR-11 ERR-03 OBJ-48 a killed data service loses no acknowledged write, and clients hear 503 or 124', async () => {
    const ledger = await killUnderLoad('data', ['gateway', 'config']);
    expect(ledger.otherThan('done', 'refused', 'unknown')).toEqual([]);
    expect(ledger.count('refused')).toBeGreaterThan(0);
    expect(ledger.slowestMs).toBeLessThan(ANSWER_MS_MAX);
    await assertNothingLost(await parlance.database(), ledger);
  });

  it('ERR-11 OBJ-47 a request that dies with the data service is answered with 124 at once', async () => {
    const data = await parlance.process('data');
    signalProcess(data, 'SIGSTOP'); // Takes the request from the bus and never answers.
    const asked = ask(parlance, 'POST', '/classes/Orphan', { token: 'orphan' });
    await parlance.kill('data');
    const killed = performance.now();
    const { outcome, text } = await asked;
    expect(outcome, text).toBe('unknown');
    expect(performance.now() - killed).toBeLessThan(NOTICED_MS_MAX);
    const works = async () => (await ask(parlance, 'POST', '/classes/Orphan', { token: 'next' })).outcome === 'done';
    await eventually('data to run again', RESTART_MS_MAX, works);
  });

  it('an auth service that answers nothing takes no gateway out of rotation, and costs reads and writes nothing', async () => {
    const auth = await parlance.process('auth');
    signalProcess(auth, 'SIGSTOP');
    try {
      for (let count = 0; count < 20; count++) {
        expect((await fetch(new URL('/health/ready', parlance.url))).status).toBe(200);
        const { outcome, text } = await ask(parlance, 'POST', '/classes/Orphan', { token: `while auth is away ${count}` });
        expect(outcome, text).toBe('done');
      }
    } finally {
      signalProcess(auth, 'SIGCONT');
    }
  });

  it('a killed config service costs clients of known apps not one request', async () => {
    const ledger = await killUnderLoad('config', ['gateway', 'data']);
    expect(ledger.otherThan('done')).toEqual([]);
    await assertNothingLost(await parlance.database(), ledger);
  });

  it('OBJ-48 a killed gateway loses no acknowledged write, and listens again at the same address', async () => {
    const ledger = await killUnderLoad('gateway', ['data', 'config']);
    expect(ledger.otherThan('done', 'unreached', 'severed', 'refused')).toEqual([]);
    expect(ledger.count('unreached')).toBeGreaterThan(0);
    await assertNothingLost(await parlance.database(), ledger);
  });
});
