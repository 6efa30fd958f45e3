import { setTimeout as pause } from 'node:timers/promises';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';
import { eventually } from '../eventually.ts';
import { TransferLoad, type TransferJob } from '../load/transfer-load.ts';

const ROWS = 3_000;
const KILLS = 2;
const STEP_MS_MAX = 40_000;
const ASKED_EVERY_MS = 100;

describe('workers killed during imports and exports, under npm start -- --split', () => {
  let parlance: LaunchedParlance;
  let load: TransferLoad;
  const isOver = new AbortController();
  let others: Promise<void> | undefined;
  beforeAll(async () => {
    // Slow enough that there is something to kill.
    const env = { PARLANCE_TRANSFERS_LEASE_MS: '1000', PARLANCE_JOBS_TICK_MS: '100', PARLANCE_TRANSFERS_SHARE: '25' };
    parlance = await LaunchedParlance.start(testServers(), {}, env);
    load = new TransferLoad(parlance);
    others = askAllTheTime();
  }, 120_000);
  afterAll(async () => {
    isOver.abort();
    await others;
    await parlance?.close();
  });

  /** A transfer that is alone would be at its end before it could be killed. */
  async function askAllTheTime(): Promise<void> {
    const { url, headers } = parlance;
    while (!isOver.signal.aborted) {
      await fetch(`${url}/classes/Other?limit=1`, { headers }).then((answer) => answer.arrayBuffer());
      await pause(ASKED_EVERY_MS);
    }
  }

  /** Kills the workers each time the job has come further, while it is at work. @returns the job at its end */
  async function killedOnItsWay(kind: 'imports' | 'exports', job: TransferJob): Promise<TransferJob> {
    let current: TransferJob | undefined;
    for (let kills = 0; kills < KILLS; kills++) {
      const before = current?.done ?? 0;
      await eventually('the transfer to come further', STEP_MS_MAX, async () => {
        current = await load.read(kind, job);
        return current !== undefined && (current.done > before || current.state === 'done');
      });
      if (current?.state === 'done') break;
      await parlance.kill('workers');
    }
    return load.ended(kind, job);
  }

  it('IMP-12 an import makes no duplicate and loses no row', async () => {
    const job = await killedOnItsWay('imports', await load.import('Killed', ROWS));
    expect(job).toMatchObject({ state: 'done', done: ROWS, created: ROWS, failed: 0 });
    const stored = (await parlance.database()).collection('Killed');
    expect(await stored.countDocuments()).toBe(ROWS);
    expect(await stored.distinct('place')).toHaveLength(ROWS);
  });

  it('XPT-07 XPT-06 an export has every object once', async () => {
    const job = await killedOnItsWay('exports', await load.export('Killed'));
    expect(job).toMatchObject({ state: 'done', done: ROWS });
    const places = await load.places(job);
    expect(places).toHaveLength(ROWS);
    expect(new Set(places).size).toBe(ROWS);
  });
});
