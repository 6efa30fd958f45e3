/**
 * `npm run fuzz`: requests that have the build of real ones with something odd inside, to every route that is served. Ends with 1 when one
 * is answered with a fault of ours, cannot be read or tells of the inside, when a process ends, or when a bystander waits more than twice as
 * long (p99) as beside the same number of ordinary requests.
 *
 *     npm run fuzz -- --requests 35000 --mode split --seed 1234
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { withServers } from '../bench/servers.ts';
import { startFused, startSplit, type System } from '../bench/systems.ts';
import { servedRoutes } from '../docs/served-routes.ts';
import { isRunningPid } from './is-running.ts';
import { p99Beside } from './bystander.ts';
import { assertSound } from './judge.ts';
import { randomRequests } from './random-requests.ts';
import { sendTo, type RawRequest, type Target } from './send.ts';

const AT_A_TIME = 8;
const ORDINARY = 4_000;
const SLOWER_MAX = 2;
const FAULTS_SHOWN = 20;
const PROGRESS_EVERY = 1_000;

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '35000' },
    mode: { type: 'string', default: 'fused' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const amount = Number(options.requests);
const seed = Number(options.seed);
if (!Number.isInteger(amount) || amount < 1) throw new Error('--requests needs a whole number of 1 or more.');
if (!Number.isInteger(seed)) throw new Error('--seed needs a whole number.');
if (options.mode !== 'fused' && options.mode !== 'split') throw new Error('--mode knows: fused, split.');
const start = options.mode === 'fused' ? startFused : startSplit;

await withServers(async (servers) => {
  const system = await start(servers);
  try {
    process.exitCode = (await fuzz(system)) ? 0 : 1;
  } finally {
    await system.stop();
  }
});

/** @returns whether all went well */
async function fuzz(system: System): Promise<boolean> {
  const target = await targetOf(system);
  const objectId = await makeObject(target, 'Target');
  // Of a class that no odd request names.
  const bystander: RawRequest = { method: 'GET', path: `/classes/Bystander/${await makeObject(target, 'Bystander')}`, key: 'master' };
  const ordinary = Array.from({ length: ORDINARY }, (_, at) => ordinaryRequest(at));
  console.log(`Seed ${seed}: ${ORDINARY} ordinary requests, then ${amount} odd ones, ${AT_A_TIME} at a time, ${options.mode}.`);
  const askOrdinarily = (): Promise<void> => inParallel(ordinary, async (request) => void (await sendTo(target, request)));
  await askOrdinarily(); // the compiler and the caches are warm then
  const calmMs = await p99Beside(target, bystander, askOrdinarily);
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  const requests = fc.sample(randomRequests(objectId, servedRoutes()), { seed, numRuns: amount });
  const ms = await p99Beside(target, bystander, () =>
    inParallel(requests, async (request, at) => {
      if (at > 0 && at % PROGRESS_EVERY === 0) console.log(`${at} of ${amount} sent, ${faults.length} faults`);
      const fault = await faultOf(target, request, statuses);
      if (fault !== undefined) faults.push(`request ${at}: ${JSON.stringify(request).slice(0, 2_000)}\n  ${fault}`);
    }),
  );
  const ended = system.processes.filter((pid) => !isRunningPid(pid));
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(fault);
  console.log(
    `\nAnswers by status: ${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status} ${count}x`)
      .join(', ')}`,
  );
  console.log(`A bystander's p99: ${ms.toFixed(1)} ms, ${calmMs.toFixed(1)} ms beside ordinary requests (${(ms / calmMs).toFixed(2)}x).`);
  if (ended.length > 0) console.log(`${ended.length} processes have ended.`);
  console.log(`${faults.length} faults in ${amount} requests; seed ${seed}.`);
  return faults.length === 0 && ended.length === 0 && ms <= calmMs * SLOWER_MAX;
}

async function faultOf(target: Target, request: RawRequest, statuses: Map<number, number>): Promise<string | undefined> {
  try {
    const answer = await sendTo(target, request);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    assertSound(answer, request);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message.slice(0, 1_000) : String(fault);
  }
}

async function inParallel(requests: readonly RawRequest[], work: (request: RawRequest, at: number) => Promise<void>): Promise<void> {
  const left = requests.entries();
  const worker = async (): Promise<void> => {
    for (const [at, request] of left) await work(request, at);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

async function targetOf({ url, headers: rest, masterHeaders: master }: System): Promise<Target> {
  const mounted = `${url}/parse`;
  const body = JSON.stringify({ username: 'fuzz', password: 'a password of theirs' });
  const answer = await sendTo({ url: mounted, headers: { rest, master, user: rest } }, { method: 'POST', path: '/users', body });
  const { sessionToken } = JSON.parse(answer.text) as { sessionToken?: string };
  if (sessionToken === undefined) throw new Error(`No user could be made: ${answer.text}`);
  return { url: mounted, headers: { rest, master, user: { ...rest, 'x-parse-session-token': sessionToken } } };
}

/** One that only the master key reads and writes. */
async function makeObject(target: Target, className: string): Promise<string> {
  const body = JSON.stringify({ text: 'x', number: 1, list: [1], dictionary: { a: 1 }, ACL: {} });
  const answer = await sendTo(target, { method: 'POST', path: `/classes/${className}`, body, key: 'master' });
  const { objectId } = JSON.parse(answer.text) as { objectId?: string };
  if (objectId === undefined) throw new Error(`No object could be made: ${answer.text}`);
  return objectId;
}

function ordinaryRequest(at: number): RawRequest {
  if (at % 4 === 0) return { method: 'POST', path: '/classes/Ordinary', body: JSON.stringify({ n: at, text: 'ordinary' }) };
  return {
    method: 'GET',
    path: `/classes/Ordinary?${new URLSearchParams({ where: JSON.stringify({ n: { $lt: at } }), limit: '10' }).toString()}`,
  };
}
