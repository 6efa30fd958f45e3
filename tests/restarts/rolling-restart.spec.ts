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

/** How long balancers go on sending to a gateway that is to stop: Kubernetes tells them and the process at the same moment. */
const NEWS_MS = 300;
/** A gateway without a hook takes requests for so long: well above that, for a machine on which both are late. */
const DELAY_MS = 3_000;
const DELAYED = { PARLANCE_SHUTDOWN_DELAY_MS: String(DELAY_MS) };
const END_MS_MAX = 20_000;
/** So many keep a machine of two cores busy, and leave it the time to answer. */
const WRITERS = 24;

interface Gateway {
  readonly port: number;
  readonly running: RunningProcess;
}

const others = SERVICE_NAMES.filter((name) => name !== HTTP_SERVICE);

describe(`every service has two processes, and ${WRITERS} writers and a client of each service work through two gateways`, () => {
  let parlance: LaunchedParlance;
  let balancer: Balancer;
  let first: Gateway;
  let second: Gateway;
  const replicas: RunningProcess[] = [];
  beforeAll(async () => {
    const code = "Parse.Cloud.define('hello', () => 'hello');";
    const settings = { fileUpload: { enableForPublic: true, fileExtensions: ['*'] } };
    parlance = await LaunchedParlance.start(testServers(), settings, {}, code);
    replicas.push(...(await Promise.all(others.map((service) => parlance.addReplica(service)))));
    first = await parlance.addGateway(DELAYED);
    second = await parlance.addGateway();
    balancer = new Balancer([first.port, second.port]);
  });
  afterAll(async () => {
    balancer?.close();
    await parlance?.close();
  });

  const target = (): Target => ({ url: parlance.url, headers: parlance.headers, fetch: balancer.fetch });

  async function stop({ record, exited }: RunningProcess): Promise<void> {
    signalProcess(record, 'SIGTERM');
    expect(await exited).toEqual({ code: 0, signal: null });
  }

  /** The process is told at once, and balancers hear of it later. */
  async function restartWithoutHook({ port, running }: Gateway): Promise<void> {
    const stopped = stop(running);
    await pause(NEWS_MS);
    balancer.remove(port);
    await stopped;
    balancer.add((await parlance.addGateway()).port);
  }

  /** Balancers hear of it while the hook waits, and then the process is told. */
  async function stopWithHook({ port, running }: Gateway): Promise<void> {
    balancer.remove(port);
    await pause(NEWS_MS);
    await stop(running);
  }

  it('all of them are restarted in turn by SIGTERM, with and without a preStop hook, without one failed request', async () => {
    const load = await Load.begin(target(), WRITERS);
    const mixed = await MixedLoad.begin(target());

    await restartWithoutHook(first);
    for (const service of others) {
      signalProcess(await parlance.process(service), 'SIGTERM'); // the launcher starts it again
      await parlance.reported(`${service} ended (exit code 0)`, END_MS_MAX);
    }
    for (const service of others) await parlance.reported(`${service} runs again.`, END_MS_MAX);
    await load.flows();

    await stopWithHook(second);
    for (const replica of replicas) await stop(replica);
    await load.flows();

    const ledger = await load.stop();
    const { failures, done } = await mixed.stop();
    expect(failures).toEqual([]);
    expect(ledger.otherThan('done')).toEqual([]);
    expect(Object.entries(done).filter(([, count]) => count < 20)).toEqual([]);
    await assertNothingLost(await parlance.database(), ledger);
  });
});
