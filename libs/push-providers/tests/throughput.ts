/**
 * `node libs/push-providers/tests/throughput.ts`: messages a second of the adapters of APNs and FCM, our own ones and those of the SDKs, and
 * of a bare HTTP/2 loop, to simulators in a process of their own, in turns within one run.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Outbound } from '@parlance/outbound';
import type { Message, PushProvider } from '@parlance/push';
import { ApnsProvider, ApnsProviderTokens, ApnsSdkProvider, FcmProvider, FcmSdkProvider, type ApnsKey } from '../src/index.ts';
import { leadFirebase } from './lead-firebase.ts';

/** The part of the simulators' file that is needed here. */
interface SimulatorsDescription {
  readonly authority: string;
  readonly apns: ApnsKey & { readonly url: string; readonly bundleId: string };
  readonly fcm: {
    readonly url: string;
    readonly serviceAccount: Record<'project_id' | 'client_email' | 'private_key' | 'token_uri', string>;
  };
}

const MESSAGES = 20_000;
const ROUNDS = 3;
const STREAMS = 500;
const SLICE = 500;
const SLICES_AT_ONCE = 4;
const tokens = new ApnsProviderTokens(Date.now);
const signal = new AbortController().signal;
const tokenOf = (n: number) => n.toString(16).padStart(64, 'a');
const PAYLOAD = JSON.stringify({
  aps: { alert: { title: 'Title', body: 'A text of some length, as people write them.' } },
  push_id: 'load',
});

const apnsMessage = (n: number): Message => ({ provider: 'apns', pushId: 'load', installation: `i${n}`, to: tokenOf(n), payload: PAYLOAD });
const fcmMessage = (n: number): Message => ({
  provider: 'fcm',
  pushId: 'load',
  installation: `i${n}`,
  to: `device-token-${n}`,
  payload: '{"android":{"priority":"high"},"data":{"push_id":"load","data":"{}"}}',
  expiresAt: Date.now() + 3_600_000,
});

/** Workers that take numbers of messages in turn. @returns messages a second */
async function rate(workers: number, step: number, send: (from: number) => Promise<number>): Promise<number> {
  await send(0); // opens the way for many streams
  const start = performance.now();
  let next = 0;
  let sent = 0;
  const work = async () => {
    while (next < MESSAGES) {
      const done = await send((next += step) - step);
      sent += done;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  if (sent !== MESSAGES) throw new Error(`${sent} of ${MESSAGES} messages were sent.`);
  return Math.round(MESSAGES / ((performance.now() - start) / 1_000));
}

async function bareLoop({ authority, apns }: SimulatorsDescription): Promise<number> {
  const session = connect(apns.url, { ca: authority });
  const authorization = `bearer ${await tokens.current(apns)}`;
  const headers = { ':method': 'POST', authorization, 'apns-topic': apns.bundleId, 'apns-push-type': 'alert', 'apns-priority': '10' };
  const perSecond = await rate(
    STREAMS,
    1,
    (n) =>
      new Promise((resolve, reject) => {
        const request = session.request({ ...headers, ':path': `/3/device/${tokenOf(n)}` });
        request.on('response', (answer) => resolve(answer[':status'] === 200 ? 1 : 0));
        request.on('error', reject);
        request.resume();
        request.end(PAYLOAD);
      }),
  );
  session.destroy();
  return perSecond;
}

async function adapter(provider: PushProvider, message: (n: number) => Message): Promise<number> {
  const perSecond = await rate(SLICES_AT_ONCE, SLICE, async (from) => {
    const outcomes = await provider.send(
      Array.from({ length: SLICE }, (_, at) => message(from + at)),
      signal,
    );
    return outcomes.filter(({ kind }) => kind === 'sent').length;
  });
  await provider.close();
  return perSecond;
}

function apnsOf({ authority, apns }: SimulatorsDescription) {
  return {
    credential: { kind: 'token', ...apns },
    tokens,
    origin: apns.url,
    topic: apns.bundleId,
    ca: authority,
    now: Date.now,
  } as const;
}

function fcmOf({ authority, fcm: { url, serviceAccount } }: SimulatorsDescription, outbound: Outbound) {
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey, token_uri: tokenUrl } = serviceAccount;
  return {
    account: { projectId, clientEmail, privateKey },
    outbound,
    origin: url,
    tokenUrl,
    ca: authority,
    now: Date.now,
  };
}

const folder = await mkdtemp(join(tmpdir(), 'throughput-'));
const file = join(folder, 'simulators.json');
const program = new URL('../../testing/src/simulators/main.ts', import.meta.url).pathname;
const child = spawn(process.execPath, [program], {
  env: { SIMULATORS_FILE: file },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  for await (const line of createInterface(child.stdout)) if (line.startsWith('devices')) break;
  const simulators = JSON.parse(await readFile(file, 'utf8')) as SimulatorsDescription;
  const endLeading = leadFirebase(
    () => simulators.fcm.url,
    () => simulators.authority,
  );
  const outbound = new Outbound({ allowedAddresses: ['127.0.0.0/8', '::1'], ca: simulators.authority });
  for (let round = 1; round <= ROUNDS; round++) {
    const bare = await bareLoop(simulators);
    const rates = {
      'APNs, native': await adapter(new ApnsProvider(apnsOf(simulators)), apnsMessage),
      'APNs, @parse/node-apn': await adapter(new ApnsSdkProvider(apnsOf(simulators)), apnsMessage),
      'FCM, native': await adapter(new FcmProvider(fcmOf(simulators, outbound)), fcmMessage),
      'FCM, firebase-admin': await adapter(new FcmSdkProvider(fcmOf(simulators, outbound)), fcmMessage),
    };
    const told = Object.entries(rates).map(([name, rate]) => `${name} ${rate}/s (${Math.round((100 * rate) / bare)} %)`);
    console.log(`round ${round}: bare loop ${bare}/s; ${told.join('; ')}`);
  }
  outbound.close();
  endLeading();
} finally {
  child.kill();
  await rm(folder, { recursive: true });
}
