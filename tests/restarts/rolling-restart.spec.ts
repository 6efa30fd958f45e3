import { setTimeout as pause } from 'node:timers/promises';
import { HTTP_SERVICE, SERVICE_NAMES } from '@parlance/contracts';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalProcess, type RunningProcess } from '../../tools/launcher/processes.ts';
import { Balancer } from '../faults/deployment/balancer.ts';
import { LaunchedParlance } from '../faults/deployment/launched-parlance.ts';
import { assertNothingLost } from '../faults/load/assert-nothing-lost.ts';
import type { Target } from '../../tools/chaos/load/ask.ts';
import { Load } from '../../tools/chaos/load/load.ts';
import { MixedLoad } from '../faults/load/mixed-load.ts';

/** How long balancers go on sending to a process that is to stop: Kubernetes tells them and the process at the same moment. */
const NEWS_MS = 300;
/** Longer than that, by the process itself or by a preStop hook. */
const DELAY_MS = 700;
const END_MS_MAX = 20_000;

const others = SERVICE_NAMES.filter((name) => name !== HTTP_SERVICE);

describe('every service has two processes, and 64 writers and a client of each service work through two gateways', () => {
  let parlance: LaunchedParlance;
  let balancer: Balancer;
  let second: { readonly port: number; readonly running: RunningProcess };
  const replicas = new Map<string, RunningProcess>();
  beforeAll(async () => {
    const code = "Parse.Cloud.define('hello', () => 'hello');";
    const settings = { fileUpload: { enableForPublic: true, fileExtensions: ['*'] } };
    parlance = await LaunchedParlance.start(testServers(), settings, { PARLANCE_SHUTDOWN_DELAY_MS: String(DELAY_MS) }, code);
    // Their hooks wait before they are told, so they need no delay of their own.
    const hooked = { PARLANCE_SHUTDOWN_DELAY_MS: '0' };
    await Promise.all(others.map(async (service) => replicas.set(service, await parlance.addReplica(service, hooked))));
    second = await parlance.addGateway(hooked);
    balancer = new Balancer([parlance.port, second.port]);
  });
  afterAll(async () => {
    balancer?.close();
    await parlance?.close();
  });

  const target = (): Target => ({ url: parlance.url, headers: parlance.headers, fetch: balancer.fetch });
  const ended = async (text: string): Promise<void> => parlance.reported(text, END_MS_MAX);

  it('all of them are restarted in turn by SIGTERM, with and without a preStop hook, without one failed request', async () => {
    const load = await Load.begin(target());
    const mixed = await MixedLoad.begin(target());

    // Without a hook: the process is told at once, and balancers hear of it later. The launcher starts each again.
    for (const service of SERVICE_NAMES) {
      signalProcess(await parlance.process(service), 'SIGTERM');
      if (service === HTTP_SERVICE) {
        await pause(NEWS_MS);
        balancer.remove(parlance.port);
      }
      await ended(`${service} ended (exit code 0)`);
    }
    for (const service of SERVICE_NAMES) await ended(`${service} runs again.`);
    balancer.add(parlance.port);
    await load.flows();

    // With a hook: balancers hear of it while the hook waits, and then the process is told.
    balancer.remove(second.port);
    await pause(NEWS_MS);
    for (const replica of [second.running, ...replicas.values()]) {
      signalProcess(replica.record, 'SIGTERM');
      expect(await replica.exited).toEqual({ code: 0, signal: null });
    }
    await load.flows();

    const ledger = await load.stop();
    const { failures, done } = await mixed.stop();
    expect(failures).toEqual([]);
    expect(ledger.otherThan('done')).toEqual([]);
    expect(Object.entries(done).filter(([, count]) => count < 20)).toEqual([]);
    await assertNothingLost(await parlance.database(), ledger);
  });
});
