/**
 * `npm run admin:figures`: `apps.get` by each door, first as fast as 32 callers at a time can, then at 1,000 calls a second. Every service is
 * a process of its own. Ends with 1 when 1,000 calls a second are not answered with a p99 under 50 ms.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, headers } from '@nats-io/transport-node';
import { apps, protoMethod } from '@parlance/admin-operations';
import { MessageCodec } from '../../apps/admin/src/grpc/messages.ts';
import { cpuMsOfTrees } from '../bench/cpu-time.ts';
import { withServers } from '../bench/servers.ts';
import { APP_ID, databaseOf, randomKey, startSplit, THIS_CHECKOUT } from '../bench/systems.ts';
import { anyFreePort } from '../launcher/ports.ts';
import { grpcLoad, type GrpcCall } from './grpc-load.ts';

const RATE = 1_000;
const SECONDS = 10;
const AT_A_TIME = 32;
const P99_MS_MAX = 50;
/** Between looks at the calls that are due. */
const PACE_MS = 1;
const MODE = 'split';

type Ask = () => Promise<void>;

await withServers(async (servers) => {
  const token = randomKey();
  const port = await anyFreePort();
  const env = { PARLANCE_ADMIN_TOKEN: token, PARLANCE_ADMIN_GRPC_PORT: String(port) };
  const system = await startSplit(servers, {}, { ...THIS_CHECKOUT, env });
  const nats = await connect(addressOf(servers.natsUrl));
  const grpc = await grpcLoad(`http://127.0.0.1:${port}`, getAppCall(token));
  try {
    const doors: Readonly<Record<string, Ask>> = { gRPC: grpc.ask, NATS: overNats(nats, token) };
    const reached: boolean[] = [];
    for (const [door, ask] of Object.entries(doors)) {
      // The programs are compiled by V8 while they run.
      const fast = await callsOf(AT_A_TIME, ask, system.processes);
      const paced = await pacedCalls(ask, system.processes);
      console.log(`${door}: ${line(paced)} at ${RATE} calls/s; ${line(fast)} with ${AT_A_TIME} at a time`);
      reached.push(paced.failed === 0 && paced.perSecond > 0.98 * RATE && paced.p99 < P99_MS_MAX);
    }
    process.exitCode = reached.every(Boolean) ? 0 : 1;
  } finally {
    grpc.close();
    await nats.close();
    await system.stop();
  }
});

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  /** Of a call. A busy machine changes it little. */
  readonly cpu: Cpu;
}

/** Milliseconds of a core. */
interface Cpu {
  readonly services: number;
  readonly client: number;
}

function cpuSince(processes: readonly number[]): () => Cpu {
  const [before, own] = [cpuMsOfTrees(processes), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(own);
    return { services: cpuMsOfTrees(processes) - before, client: (user + system) / 1_000 };
  };
}

/** Calls begin at their times, whether those before have ended or not. */
async function pacedCalls(ask: Ask, processes: readonly number[]): Promise<Figures> {
  const times: number[] = [];
  const calls: Promise<void>[] = [];
  let failed = 0;
  const cpu = cpuSince(processes);
  const began = performance.now();
  while (calls.length < RATE * SECONDS) {
    const due = Math.min(RATE * SECONDS, Math.floor(((performance.now() - began) / 1_000) * RATE));
    while (calls.length < due) {
      // The wait for a turn of this process counts as well.
      const planned = began + (calls.length / RATE) * 1_000;
      calls.push(
        ask().then(
          () => void times.push(performance.now() - planned),
          () => void failed++,
        ),
      );
    }
    // A loop without rest would take a core from the services.
    await sleep(PACE_MS);
  }
  await Promise.all(calls);
  return { ...figuresOf(times, performance.now() - began, cpu()), failed };
}

async function callsOf(callers: number, ask: Ask, processes: readonly number[]): Promise<Figures> {
  const times: number[] = [];
  const cpu = cpuSince(processes);
  const began = performance.now();
  const call = async (): Promise<void> => {
    while (performance.now() - began < SECONDS * 1_000) {
      const start = performance.now();
      await ask();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return figuresOf(times, performance.now() - began, cpu());
}

function figuresOf(times: readonly number[], ms: number, { services, client }: Cpu): Figures {
  const of = (cpuMs: number): number => cpuMs / times.length;
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    perSecond: times.length / (ms / 1_000),
    p50: at(0.5),
    p99: at(0.99),
    failed: 0,
    cpu: { services: of(services), client: of(client) },
  };
}

function line({ perSecond, p50, p99, failed, cpu }: Figures): string {
  return `${failed === 0 ? '' : `${failed} failed, `}${perSecond.toFixed(0)} calls/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, CPU of a call ${cpu.services.toFixed(2)} ms (client ${cpu.client.toFixed(2)} ms)`;
}

function getAppCall(token: string): GrpcCall {
  const { service, name, request } = protoMethod(apps.getApp);
  return { path: `/parlance.admin.v1.${service}/${name}`, token, message: new MessageCodec(request).encode({ app: APP_ID }) };
}

function overNats(nats: Awaited<ReturnType<typeof connect>>, token: string): Ask {
  const fields = headers();
  fields.set('Authorization', `Bearer ${token}`);
  const body = JSON.stringify({ app: APP_ID });
  return async () => {
    const reply = await nats.request(`${databaseOf(MODE)}.admin.apps.get`, body, { headers: fields, timeout: 10_000 });
    if ((reply.headers?.get('Nats-Service-Error') ?? '') !== '') throw new Error(reply.string());
  };
}

function addressOf(url: string): { readonly servers: string; readonly user?: string; readonly pass?: string } {
  const { host, username, password } = new URL(url);
  return username === '' ? { servers: host } : { servers: host, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}
