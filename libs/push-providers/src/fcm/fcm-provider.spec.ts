import type { Outbound } from '@parlance/outbound';
import type { Message } from '@parlance/push';
import { startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conformsToPort } from '../../tests/provider-suite.ts';
import { outboundTo } from '../../tests/simulated.ts';
import { FCM_WORDS, fcmMessage as message, fcmToken as tokenOf } from '../../tests/words.ts';
import { FcmProvider, type FcmOptions } from './fcm-provider.ts';

let simulators: Simulators;
let outbound: Outbound;
let clock: number;
const now = () => clock;
const account = () => {
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = simulators.fcm.credentials;
  return { projectId, clientEmail, privateKey };
};
const create = (more: Partial<FcmOptions> = {}) =>
  new FcmProvider({
    account: account(),
    outbound,
    origin: simulators.fcm.url,
    tokenUrl: simulators.fcm.credentials.token_uri,
    ca: simulators.authority,
    now,
    ...more,
  });

beforeAll(async () => {
  clock = Date.now();
  simulators = await startSimulators({ seed: 3, now });
  outbound = outboundTo(simulators);
});
beforeEach(() => simulators.googleOAuth.change({ reset: true }));
afterAll(async () => {
  outbound.close();
  await simulators.close();
});

conformsToPort('FCM', FCM_WORDS, () => ({
  simulator: simulators.fcm,
  create: ({ origin = simulators.fcm.url, requestTimeoutMs } = {}) =>
    create({ origin, ...(requestTimeoutMs === undefined ? {} : { pool: { requestTimeoutMs } }) }),
  message,
  tokenOf,
}));

describe('FCM', () => {
  let provider: FcmProvider;
  const signal = new AbortController().signal;
  const send = (...messages: Message[]) => provider.send(messages, signal);
  const grants = () => simulators.googleOAuth.report().counters['answer success'] ?? 0;
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

  it('is asked for one access token, however many messages wait, and for a new one before the old one expires', async () => {
    await send(...Array.from({ length: 50 }, (_, device) => message(device)));
    expect(tokenRequests()).toBe(1);
    clock += 54 * 60_000;
    await send(message(1));
    expect(tokenRequests()).toBe(1);
    clock += 60_000;
    await send(message(1), message(2));
    expect(tokenRequests()).toBe(2);
  });

  it('gets refused messages again, once, with a new token', async () => {
    simulators.fcm.change({ scripts: [{ prefix: 'fcm', fates: ['UNAUTHENTICATED', 'accept'] }] });
    expect(await send(message(1), message(2))).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    expect(tokenRequests()).toBe(2);
    simulators.fcm.change({ scripts: [{ prefix: 'fcm', fates: ['UNAUTHENTICATED'] }] });
    expect(await send(message(3))).toEqual([{ kind: 'authError', reason: 'UNAUTHENTICATED' }]);
    expect(simulators.fcm.report().counters['answer UNAUTHENTICATED']).toBe(4);
  });

  it('is not asked for messages while the token endpoint refuses or is away', async () => {
    simulators.googleOAuth.change({ behaviours: { failures: [{ share: 1, fate: 'temporarily_unavailable' }] } });
    expect(await send(message(1))).toEqual([{ kind: 'retry', reason: 'temporarily_unavailable' }]);
    simulators.googleOAuth.change({ behaviours: { failures: [] } });
    await provider.close();
    provider = create({ account: { ...account(), clientEmail: 'other@demo-project.iam.gserviceaccount.com' } });
    expect(await send(message(1), message(2))).toEqual([
      { kind: 'authError', reason: 'invalid_grant' },
      { kind: 'authError', reason: 'invalid_grant' },
    ]);
    expect(simulators.fcm.report().counters['requests'] ?? 0).toBe(0);
    expect(grants()).toBe(0);
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

  it('T18 keeps the projects of one process apart', async () => {
    const others = await startSimulators({ seed: 4, now, projectId: 'other-project' });
    const otherOutbound = outboundTo(others);
    const { project_id: projectId, client_email: clientEmail, private_key: privateKey, token_uri: tokenUrl } = others.fcm.credentials;
    const other = create({
      account: { projectId, clientEmail, privateKey },
      outbound: otherOutbound,
      origin: others.fcm.url,
      tokenUrl,
      ca: others.authority,
    });
    expect(await Promise.all([send(message(1)), other.send([message(2)], signal)])).toEqual([[{ kind: 'sent' }], [{ kind: 'sent' }]]);
    expect(simulators.fcm.journal.coverage('push1', [tokenOf(1)])).toEqual({ missing: [], repeated: [], strangers: 0 });
    expect(others.fcm.journal.coverage('push1', [tokenOf(2)])).toEqual({ missing: [], repeated: [], strangers: 0 });
    await other.close();
    otherOutbound.close();
    await others.close();
  });

  it('says in "test credentials" whether they are good', async () => {
    expect((await provider.check(signal)).ok).toBe(true);
    const check = async (more: Partial<FcmOptions>) => {
      const other = create(more);
      const result = await other.check(signal);
      await other.close();
      return result;
    };
    expect(await check({ account: { ...account(), privateKey: 'no key' } })).toEqual({ ok: false, answer: 'InvalidPrivateKey' });
    expect(await check({ account: { ...account(), projectId: 'other-project' } })).toEqual({ ok: false, answer: '403 PERMISSION_DENIED' });
    expect(await check({ ca: undefined })).toEqual({ ok: false, answer: 'noConnection' });
    expect(simulators.fcm.journal.length).toBe(0);
  });
});
