/**
 * The cost of one bus round trip by itself: two processes, one serving an operation that answers 500 bytes at once, one calling it
 * with 64 calls in flight. The CPU time of both and of the NATS server is divided by the calls.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Bus } from '@parlance/bus';
import { PUBLIC } from '@parlance/acl';
import { operation, REST, type RestReply } from '@parlance/contracts';
import { z } from 'zod';
import { cpuMsOfTrees } from './cpu-time.ts';
import type { Servers } from './systems.ts';

const IN_FLIGHT = 64;
const WARM_UP_CALLS = 5_000;
const CALLS = 40_000;
const REPLY_BYTES = 500;
/** Requests are sealed, as those of a deployment are. */
const KEYS = [Buffer.alloc(32, 'hop')];

const echo = operation<{ className: string; objectId: string }, RestReply>({
  subject: 'hop.echo',
  request: z.object({ className: z.string(), objectId: z.string() }),
  reply: REST,
  retry: 'safe',
  deadlineMs: 9_000,
});

export interface HopFigures {
  readonly callsPerSecond: number;
  readonly cpuMsPerCall: number;
}

export async function measureHop(servers: Servers): Promise<HopFigures> {
  const server = fork(import.meta.filename, [servers.natsUrl]);
  try {
    await once(server, 'message'); // it serves
    const bus = await Bus.connect({ servers: servers.natsUrl, prefix: 'bench_hop', keys: KEYS, name: 'bench-hop-client' });
    const processes = [process.pid, server.pid ?? 0, servers.natsPid]; // the server is our child and so counted once
    await call(bus, WARM_UP_CALLS);
    const cpuBefore = cpuMsOfTrees(processes);
    const startedAt = performance.now();
    await call(bus, CALLS);
    const elapsedMs = performance.now() - startedAt;
    const cpuMs = cpuMsOfTrees(processes) - cpuBefore;
    await bus.close();
    return { callsPerSecond: (CALLS * 1000) / elapsedMs, cpuMsPerCall: cpuMs / CALLS };
  } finally {
    server.kill('SIGTERM');
  }
}

async function call(bus: Bus, calls: number): Promise<void> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const context = { app: 'bench', identity: PUBLIC, deadline: Date.now() + 9_000, requestId: 'hop' };
      const reply = await bus.call(echo, { className: 'Bench', objectId: 'obj0000001' }, context);
      if (reply.body.length !== REPLY_BYTES) throw new Error(`The echo answered ${reply.body.length} bytes.`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
}

async function serve(natsUrl: string): Promise<void> {
  const bus = await Bus.connect({ servers: natsUrl, prefix: 'bench_hop', keys: KEYS, name: 'bench-hop-server' });
  const body = Buffer.alloc(REPLY_BYTES, 'x');
  bus.serve([{ operation: echo, handle: () => Promise.resolve({ status: 200, body }) }]);
  await bus.flush();
  process.send?.('serving');
}

const [, entry, natsUrl] = process.argv;
if (entry === import.meta.filename && natsUrl) await serve(natsUrl);
