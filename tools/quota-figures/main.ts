/**
 * `npm run quota:figures`: one app's requests, alone and beside an app that sends ten times as many as its quota lets pass, in turns. Every
 * service is a process of its own, and so is the sender of the noisy app. Ends with 1 when the p99 beside it is more than 1.5 times that alone.
 *
 * `-- --rounds N` takes N turns of each, `-- --without` leaves the quota away: how it would be without one.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { withServers } from '../bench/servers.ts';
import { databaseOf, randomKey, startSplit, THIS_CHECKOUT, type System } from '../bench/systems.ts';
import type { Noise } from './noise.ts';
import { sendPaced, share, type Sent } from './paced.ts';

const QUOTA_PER_SECOND = 60;
const TIMES_QUOTA = 10;
const QUIET_PER_SECOND = 40;
const SECONDS = 5;
const RATIO_MAX = 1.5;
/** A tenth of a second's: the default, those of a whole second, lets as many in at once as the machine can do in that time. */
const BURST = 6;
const NOISY = 'noisy';
const OBJECTS = 200;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '8' }, without: { type: 'boolean', default: false } } });
const rounds = Number(values.rounds);

await withServers(async (servers) => {
  const token = randomKey();
  const system = await startSplit(servers, {}, { ...THIS_CHECKOUT, env: { PARLANCE_ADMIN_TOKEN: token } });
  const nats = await connect(addressOf(servers.natsUrl));
  const sender = fork(join(import.meta.dirname, 'noise.ts'));
  try {
    const noisy = await makeNoisyApp(nats, token, system);
    const [quietRequests, noisyRequests] = [await requestsOf(system.url, system.headers), await requestsOf(system.url, noisy)];
    if (!values.without) await setQuota(nats, token);
    await sendPaced(quietRequests, { perSecond: QUIET_PER_SECOND, seconds: SECONDS }); // V8 compiles the programs while they run.
    await noise(sender, noisyRequests);
    await report(quietRequests, () => noise(sender, noisyRequests));
  } finally {
    sender.disconnect();
    await nats.close();
    await system.stop();
  }
});

/** Measures in turns, so that other work of the machine falls on both. */
async function report(requests: readonly Sent[], makeNoise: () => Promise<Record<string, number>>): Promise<void> {
  const times = { alone: [] as number[], beside: [] as number[] };
  const answers: Record<string, number> = {};
  const pace = { perSecond: QUIET_PER_SECOND, seconds: SECONDS };
  for (let round = 0; round < rounds; round++) {
    const alone = await sendPaced(requests, pace);
    const [beside, statuses] = await Promise.all([sendPaced(requests, pace), makeNoise()]);
    for (const [status, count] of Object.entries(statuses)) answers[status] = (answers[status] ?? 0) + count;
    for (const { statuses: own } of [alone, beside])
      if (Object.keys(own).some((status) => !status.startsWith('2'))) console.log(`The quiet app was answered ${JSON.stringify(own)}.`);
    times.alone.push(...alone.times);
    times.beside.push(...beside.times);
    console.log(`round ${round + 1}: alone ${line(alone.times)}; beside ${line(beside.times)}`);
  }
  const ratio = share(times.beside, 0.99) / share(times.alone, 0.99);
  const sent = Object.values(answers).reduce((sum, count) => sum + count, 0);
  const perSecond = (status: string) => ((answers[status] ?? 0) / (rounds * SECONDS)).toFixed(0);
  console.log(
    `noisy app: ${(sent / (rounds * SECONDS)).toFixed(0)} requests/s sent, answers ${JSON.stringify(answers)} (200: ${perSecond('200')}/s)`,
  );
  console.log(`alone ${line(times.alone)}; beside ${line(times.beside)}`);
  const p50 = (share(times.beside, 0.5) / share(times.alone, 0.5)).toFixed(2);
  console.log(`beside/alone: p50 ${p50}, p99 ${ratio.toFixed(2)} (goal ${RATIO_MAX})`);
  process.exitCode = ratio <= RATIO_MAX || values.without ? 0 : 1;
}

async function noise(sender: ChildProcess, requests: readonly Sent[]): Promise<Record<string, number>> {
  const asked: Noise = { requests, pace: { perSecond: QUOTA_PER_SECOND * TIMES_QUOTA, seconds: SECONDS } };
  sender.send(asked);
  const [statuses] = (await once(sender, 'message')) as [Record<string, number>];
  return statuses;
}

/** Three reads of a page and a create, in turn, over objects that are there. */
async function requestsOf(url: string, fields: Readonly<Record<string, string>>): Promise<readonly Sent[]> {
  const objects = `${url}/parse/classes/Score`;
  const requests = Array.from({ length: OBJECTS }, (_, n) => ({
    method: 'POST',
    path: '/parse/classes/Score',
    body: { n, player: `p${n % 20}` },
  }));
  for (let at = 0; at < OBJECTS; at += 50) {
    const body = JSON.stringify({ requests: requests.slice(at, at + 50) });
    const answer = await fetch(`${url}/parse/batch`, { method: 'POST', headers: { ...fields, 'content-type': 'application/json' }, body });
    if (!answer.ok) throw new Error(await answer.text());
  }
  const find = (player: number): Sent => {
    const where = encodeURIComponent(JSON.stringify({ player: `p${player}` }));
    return { url: `${objects}?where=${where}&limit=20`, headers: fields };
  };
  return [find(1), find(2), { url: objects, headers: fields, body: '{"n":1,"player":"new"}' }, find(3)];
}

async function makeNoisyApp(nats: NatsConnection, token: string, { url }: System): Promise<Readonly<Record<string, string>>> {
  const made = { id: NOISY, name: 'Noisy', settings: { allowClientClassCreation: true } };
  const { keys } = (await ask(nats, token, 'apps.create', made)) as { keys: { rest: string } };
  const fields = { 'x-parse-application-id': NOISY, 'x-parse-rest-api-key': keys.rest };
  for (;;) {
    const { status } = await fetch(`${url}/parse/classes/Score`, { headers: fields });
    if (status !== 403) return fields;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

async function setQuota(nats: NatsConnection, token: string): Promise<void> {
  const quotas = { requestsPerSecond: { hard: QUOTA_PER_SECOND, burst: BURST }, concurrentRequests: { hard: QUOTA_PER_SECOND } };
  await ask(nats, token, 'settings.patch', { app: NOISY, changes: { quotas } });
}

async function ask(nats: NatsConnection, token: string, operation: string, request: object): Promise<unknown> {
  const fields = headers();
  fields.set('Authorization', `Bearer ${token}`);
  const reply = await nats.request(`${databaseOf('split')}.admin.${operation}`, JSON.stringify(request), {
    headers: fields,
    timeout: 20_000,
  });
  if ((reply.headers?.get('Nats-Service-Error') ?? '') !== '') throw new Error(reply.string());
  return reply.json();
}

function line(times: readonly number[]): string {
  return `p50 ${share(times, 0.5).toFixed(1)} ms, p99 ${share(times, 0.99).toFixed(1)} ms`;
}

function addressOf(url: string): { readonly servers: string; readonly user?: string; readonly pass?: string } {
  const { host, username, password } = new URL(url);
  return username === '' ? { servers: host } : { servers: host, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}
