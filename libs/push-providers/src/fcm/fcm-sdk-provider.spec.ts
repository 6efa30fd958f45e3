import type { Outbound } from '@parlance/outbound';
import type { Message } from '@parlance/push';
import { startSimulators, type Simulators } from '@parlance/testing';
import { getApps } from 'firebase-admin/app';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leadFirebase } from '../../tests/lead-firebase.ts';
import { conformsToPort } from '../../tests/provider-suite.ts';
import { outboundTo } from '../../tests/simulated.ts';
import { FCM_WORDS, fcmMessage as message, fcmToken as tokenOf } from '../../tests/words.ts';
import { FcmSdkProvider, type FcmSdkOptions } from './fcm-sdk-provider.ts';

let simulators: Simulators;
let outbound: Outbound;
let clock: number;
let place: string;
let endLeading: () => void;
const now = () => clock;
const account = ({ fcm }: Simulators = simulators) => {
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = fcm.credentials;
  return { projectId, clientEmail, privateKey };
};
const create = (more: Partial<FcmSdkOptions> = {}) =>
  new FcmSdkProvider({ account: account(), outbound, tokenUrl: simulators.fcm.credentials.token_uri, now, ...more });

beforeAll(async () => {
  clock = Date.now();
  simulators = await startSimulators({ seed: 3, now });
  outbound = outboundTo(simulators);
  endLeading = leadFirebase(
    () => place,
    () => simulators.authority,
  );
});
beforeEach(() => {
  place = simulators.fcm.url;
  simulators.googleOAuth.change({ reset: true });
});
afterAll(async () => {
  endLeading();
  outbound.close();
  await simulators.close();
});

conformsToPort(
  'FCM by firebase-admin',
  {
    ...FCM_WORDS,
    cannot: {
      outage: 'the SDK tries 503 up to five times by itself',
      streams: 'the SDK opens a hundred streams before it has heard of the limit',
    },
  },
  () => ({
    simulator: simulators.fcm,
    // The SDK waits longer between its attempts than a test should.
    create: ({ origin = simulators.fcm.url, requestTimeoutMs = 800 } = {}) => {
      place = origin;
      return create({ requestTimeoutMs });
    },
    message,
    tokenOf,
  }),
);

describe('FCM by firebase-admin', () => {
  let provider: FcmSdkProvider;
  const signal = new AbortController().signal;
  const send = (...messages: Message[]) => provider.send(messages, signal);
  const tokenRequests = () => simulators.googleOAuth.report().counters['requests'] ?? 0;
  beforeEach(() => {
    simulators.fcm.change({ reset: true });
    provider = create();
  });
  afterEach(() => provider.close());

  it('T17 gets the seconds left, beside priority and collapse key', async () => {
    expect(await send(message(1, { expiresAt: clock + 3_600_000, collapseId: 'scores' }))).toEqual([{ kind: 'sent' }]);
    expect(simulators.fcm.journal.recent().at(-1)?.facts).toEqual({ ttl: '3600s', priority: 'high', collapse_key: 'scores' });
  });

  it('gets refused messages again, once, with a new token', async () => {
    simulators.fcm.change({ scripts: [{ prefix: 'fcm', fates: ['UNAUTHENTICATED', 'accept'] }] });
    expect(await send(message(1), message(2))).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    expect(tokenRequests()).toBe(2);
  });

  it('is not asked for messages while the token endpoint refuses', async () => {
    await provider.close();
    provider = create({ account: { ...account(), clientEmail: 'other@demo-project.iam.gserviceaccount.com' } });
    expect(await send(message(1))).toEqual([{ kind: 'authError', reason: 'invalid_grant' }]);
    expect(simulators.fcm.report().counters['requests'] ?? 0).toBe(0);
  });

  it('tells a bad token, another sender and a payload that is too large apart', async () => {
    simulators.fcm.change({
      scripts: [
        { tokens: [tokenOf(1)], fates: ['INVALID_REGISTRATION'] },
        { tokens: [tokenOf(2)], fates: ['SENDER_ID_MISMATCH'] },
        { tokens: [tokenOf(3)], fates: ['BAD_GATEWAY'] },
      ],
    });
    const large = message(4, { payload: JSON.stringify({ data: { text: 'x'.repeat(4_100) } }) });
    expect(await send(message(1), message(2), message(3), large)).toEqual([
      { kind: 'dead', reason: 'INVALID_ARGUMENT' },
      { kind: 'refused', reason: 'SENDER_ID_MISMATCH' },
      { kind: 'retry', reason: 'HTTP502', afterMs: 10_000 },
      { kind: 'tooLarge' },
    ]);
  });

  it('T18 has an app of the SDK for each project and key, and never the default one', async () => {
    const others = await startSimulators({ seed: 4, now, projectId: 'other-project' });
    const otherOutbound = outboundTo(others);
    const other = create({ account: account(others), outbound: otherOutbound, tokenUrl: others.fcm.credentials.token_uri });
    expect(await send(message(1))).toEqual([{ kind: 'sent' }]);
    // Where the SDK is led to there is one project; the other one's message comes there with its own key and path.
    expect(await other.send([message(2)], signal)).toEqual([{ kind: 'authError', reason: 'UNAUTHENTICATED' }]);
    const names = getApps().map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    expect(names).not.toContain('[DEFAULT]');
    await Promise.all([provider.close(), other.close()]);
    expect(getApps()).toEqual([]);
    otherOutbound.close();
    await others.close();
  });

  it('says in "test credentials" whether they are good', async () => {
    expect((await provider.check(signal)).ok).toBe(true);
    await provider.close();
    provider = create({ account: { ...account(), privateKey: 'no key' } });
    expect(await provider.check(signal)).toEqual({ ok: false, answer: 'InvalidPrivateKey' });
    expect(simulators.fcm.journal.length).toBe(0);
  });
});
