import { setTimeout as pause } from 'node:timers/promises';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../../faults/deployment/launched-parlance.ts';
import { TransferLoad, type TransferJob } from '../../faults/load/transfer-load.ts';
import { Production } from './production.ts';

const ROWS = Number(process.env['PARLANCE_TRANSFER_ROWS'] ?? 100_000);
/** Kills the workers five seconds after each of their starts, and asks nothing of production: the launcher waits before it starts them again. */
const KILLS = process.env['PARLANCE_TRANSFER_KILL'] === '1';
/** Asks nothing of production, so that the transfer has the deployment for itself. */
const IS_ALONE = KILLS || process.env['PARLANCE_TRANSFER_ALONE'] === '1';
const KILL_EVERY_MS = 5_000;
const ALONE_MS = 20_000;
const WARM_MS = 10_000;
const SAMPLED_MS = 500;
const HOURS = 3_600_000;
const SERVICES = ['workers', 'data', 'files'] as const;

/** The cost of one transfer. */
interface Cost {
  readonly job: TransferJob;
  readonly seconds: number;
  readonly memoryMb: Readonly<Record<string, number>>;
  readonly kills: number;
}

describe(`figures of ${ROWS} rows${KILLS ? ', workers killed every five seconds' : ''}`, () => {
  let parlance: LaunchedParlance;
  let load: TransferLoad;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
    load = new TransferLoad(parlance);
  }, 180_000);
  afterAll(() => parlance?.close(), 60_000);

  /** Follows a transfer to its end, looks at memory meanwhile, and kills where that is wanted. */
  async function follow(kind: 'imports' | 'exports', started: TransferJob, begin: number): Promise<Cost> {
    const memoryMb: Record<string, number> = {};
    let kills = 0;
    let living = { pid: 0, since: 0 };
    let isEnded = false;
    const end = load.ended(kind, started).finally(() => (isEnded = true));
    while (!isEnded) {
      const now = await load.memoryMb(SERVICES).catch(() => ({}));
      for (const [service, mb] of Object.entries(now)) memoryMb[service] = Math.max(memoryMb[service] ?? 0, mb);
      const { pid } = await parlance.process('workers').catch(() => ({ pid: 0 }));
      if (pid !== living.pid) living = { pid, since: performance.now() };
      if (KILLS && pid !== 0 && performance.now() - living.since >= KILL_EVERY_MS) {
        await parlance.kill('workers');
        kills += 1;
        living = { pid, since: Infinity };
      }
      await Promise.race([pause(SAMPLED_MS), end]);
    }
    return { job: await end, seconds: (performance.now() - begin) / 1_000, memoryMb, kills };
  }

  function print(what: string, { seconds, memoryMb, kills }: Cost, production?: string): void {
    const memory = Object.entries(memoryMb).map(([service, mb]) => `${service} ${mb} MB`);
    const killed = KILLS ? `, ${kills} kills` : '';
    console.log(
      `${what} of ${ROWS} rows: ${seconds.toFixed(1)} s, ${Math.round(ROWS / seconds)} rows/s${killed}; memory at most: ${memory.join(', ')}` +
        (production === undefined ? '' : `; production: ${production}`),
    );
  }

  const told = ({ p50, p95, requests, failed }: ReturnType<Production['look']>) =>
    `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (${requests} requests, ${failed} failed)`;

  it(
    'IMP-13 XPT-02 XPT-07 rows a second, memory and latency of production; no duplicate, none missing',
    async () => {
      const production = IS_ALONE ? undefined : new Production(parlance);
      if (production !== undefined) {
        await pause(WARM_MS);
        production.look();
        await pause(ALONE_MS);
        console.log(`production alone: ${told(production.look())}`);
      }
      let begin = performance.now();
      const imported = await follow('imports', await load.import('Row', ROWS), begin);
      print('import', imported, production && told(production.look()));
      expect(imported.job).toMatchObject({ state: 'done', done: ROWS, created: ROWS, failed: 0 });
      const stored = (await parlance.database()).collection('Row');
      expect(await stored.countDocuments()).toBe(ROWS);
      const [distinct] = await stored.aggregate<{ n: number }>([{ $group: { _id: '$place' } }, { $count: 'n' }]).toArray();
      expect(distinct?.n).toBe(ROWS);
      if (production !== undefined) {
        production.look();
        await pause(ALONE_MS);
        console.log(`production alone: ${told(production.look())}`);
      }
      begin = performance.now();
      const exported = await follow('exports', await load.export('Row'), begin);
      print('export', exported, production && told(production.look()));
      expect(exported.job).toMatchObject({ state: 'done', done: ROWS });
      const places = await load.places(exported.job);
      expect(places.length).toBe(ROWS);
      expect(new Set(places).size).toBe(ROWS);
      await production?.stop();
    },
    6 * HOURS,
  );
});
