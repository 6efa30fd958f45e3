import { spawn } from 'node:child_process';
import { Agent, request as requestHttps } from 'node:https';
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { importPKCS8, SignJWT } from 'jose';
import type { SimulatorsDescription } from './description.ts';
import { form, send } from './spec-client.ts';
import { wnsChannel } from './wns/wns-simulator.ts';

const MESSAGES = 60_000;
const STREAMS = 500;
const SOCKETS = 64;

/** Messages a second that a bare client gets from each simulator, which runs in a process of its own; it prints a line for each. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'simulators-'));
  const file = join(folder, 'simulators.json');
  const child = spawn(process.execPath, [new URL('./main.ts', import.meta.url).pathname], {
    env: { PATH: process.env.PATH, SIMULATORS_FILE: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface(child.stdout)) if (line.startsWith('devices')) break;
    const simulators = JSON.parse(await readFile(file, 'utf8')) as SimulatorsDescription;
    const { pid } = simulators;
    await measure('apns, HTTP/2', pid, await apns(simulators));
    await measure('fcm, HTTP/2', pid, await fcm(simulators));
    await measure('wns, HTTP/1.1', pid, await wns(simulators));
    const reports = (await (await fetch(`${simulators.controlUrl}/_control`)).json()) as Record<string, { journal: unknown }>;
    for (const name of ['apns', 'fcm', 'wns']) console.log(name, JSON.stringify(reports[name]?.journal));
  } finally {
    child.kill();
    await rm(folder, { recursive: true });
  }
}

interface Load {
  /** Messages under way at once. */
  readonly width: number;
  readonly send: (n: number) => Promise<number>;
  readonly close: () => void;
}

async function measure(name: string, pid: number, { width, send: sendOne, close }: Load): Promise<void> {
  await sendOne(0); // opens the way for many streams
  const start = performance.now();
  const before = [process.cpuUsage().user + process.cpuUsage().system, await cpuOf(pid)] as const;
  let next = 0;
  const statuses = new Map<number, number>();
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < MESSAGES) {
        const status = await sendOne((next += 1));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  const perSecond = Math.round(MESSAGES / ((performance.now() - start) / 1_000));
  const after = [process.cpuUsage().user + process.cpuUsage().system, await cpuOf(pid)] as const;
  const [client, simulator] = [after[0] - before[0], after[1] - before[1]].map((us) => Math.round(us / MESSAGES));
  const answers = JSON.stringify(Object.fromEntries(statuses));
  console.log(
    `${name}: ${perSecond} messages/s, ${width} at once; CPU a message: client ${client} µs, simulator ${simulator} µs; ${answers}`,
  );
  close();
}

/** Time on the processor that a process has used, in microseconds; Linux alone tells. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000; // ticks of 10 ms
}

const sendOn = (session: ClientHttp2Session, headers: OutgoingHttpHeaders, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = session.request(headers);
    request.on('response', (answer) => resolve(answer[':status'] ?? 0));
    request.on('error', reject);
    request.resume();
    request.end(body);
  });

async function apns({ authority, apns: { url, keyId, teamId, privateKey, bundleId } }: SimulatorsDescription): Promise<Load> {
  const key = await importPKCS8(privateKey, 'ES256');
  const jwt = await new SignJWT({ iss: teamId }).setIssuedAt().setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(key);
  const session = connect(url, { ca: authority });
  const headers = {
    ':method': 'POST',
    authorization: `bearer ${jwt}`,
    'apns-topic': bundleId,
    'apns-push-type': 'alert',
    'apns-priority': '10',
  };
  const body = JSON.stringify({
    aps: { alert: { title: 'Title', body: 'A text of some length, as people write them.' } },
    push_id: 'load',
  });
  return {
    width: STREAMS,
    send: (n) => sendOn(session, { ...headers, ':path': `/3/device/${n.toString(16).padStart(64, '0')}` }, body),
    close: () => session.destroy(),
  };
}

async function fcm({ authority, fcm: { url, serviceAccount } }: SimulatorsDescription): Promise<Load> {
  const key = await importPKCS8(serviceAccount.private_key, 'RS256');
  const claims = {
    scope: 'https://www.googleapis.com/auth/firebase.messaging',
    iss: serviceAccount.client_email,
    aud: serviceAccount.token_uri,
  };
  const assertion = await new SignJWT(claims).setIssuedAt().setExpirationTime('1h').setProtectedHeader({ alg: 'RS256' }).sign(key);
  const grant = form({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const { access_token } = JSON.parse((await send(serviceAccount.token_uri, { ca: authority, ...grant })).text) as { access_token: string };
  const session = connect(url, { ca: authority });
  const path = `/v1/projects/${serviceAccount.project_id}/messages:send`;
  const headers = { ':method': 'POST', ':path': path, authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const data = { push_id: 'load', time: new Date().toISOString(), data: '{"alert":"A text of some length, as people write them."}' };
  return {
    width: STREAMS,
    send: (n) =>
      sendOn(session, headers, JSON.stringify({ message: { token: `device-${n}`, data, android: { priority: 'high', ttl: '3600s' } } })),
    close: () => session.destroy(),
  };
}

async function wns({ authority, wns: { url, packageTokenUrl, packageSid, clientSecret } }: SimulatorsDescription): Promise<Load> {
  const grant = form({ grant_type: 'client_credentials', client_id: packageSid, client_secret: clientSecret, scope: 'notify.windows.com' });
  const { access_token } = JSON.parse((await send(packageTokenUrl, { ca: authority, ...grant })).text) as { access_token: string };
  const agent = new Agent({ ca: authority, keepAlive: true, maxSockets: SOCKETS });
  const body =
    '<toast launch="{&quot;push_id&quot;:&quot;load&quot;}"><visual><binding template="ToastText01"><text id="1">Hi</text></binding></visual></toast>';
  const headers = {
    authorization: `Bearer ${access_token}`,
    'content-type': 'text/xml',
    'x-wns-type': 'wns/toast',
    'content-length': body.length,
  };
  return {
    width: SOCKETS,
    send: (n) =>
      new Promise((resolve, reject) => {
        const request = requestHttps(wnsChannel(url, `channel-${n}`), { method: 'POST', agent, headers }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        });
        request.on('error', reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

await main();
