import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTimedDeployment, type TimedDeployment } from '../../contract/push/push-time.ts';
import { BUNDLE_ID, complaints, expectAccounted, storeDevices, token, type Status } from '../../e2e/push/push-deployment.ts';
import { eventually } from '../eventually.ts';

const APPLE = 500;
const ANDROID = 300;
/** Of a push with a large audience that takes its time. */
const MANY = 4_000;
const PATIENCE_MS = 20_000;
/** Steps of the clock until a push has come to its end: none of the tests needs half of them. */
const STEPS_MAX = 120;
const NOBODY = { missing: [], repeated: [], strangers: 0 };

const fcmToken = (number: number) => `fcm-token-${number}`;
const range = (count: number) => Array.from({ length: count }, (_, number) => number);

/** All by a clock that the tests move: nothing here waits for time to pass. */
describe('providers in trouble, by the clock', () => {
  let deployment: TimedDeployment;
  beforeAll(async () => {
    // Small lanes: one large partition at a time, and one small.
    deployment = await startTimedDeployment({ start: '2026-05-01T12:00:00Z', env: { PARLANCE_PUSH_CONCURRENCY: '3' } });
    await storeDevices(deployment.parlance, APPLE, () => ({ channels: ['apple'] }));
    await storeDevices(deployment.parlance, ANDROID, (number) => ({
      _id: `device${String(number).padStart(6, '0')}-b` as never, // among those of Apple, page by page
      installationId: `android-${number}`,
      deviceType: 'android',
      deviceToken: fcmToken(number),
      channels: ['android'],
    }));
    await storeDevices(deployment.parlance, MANY, (number) => ({
      _id: `many${number}` as never,
      installationId: `many-${number}`,
      deviceToken: token(100_000 + number),
      appIdentifier: BUNDLE_ID,
      channels: ['many'],
    }));
  });
  afterAll(() => deployment?.close());
  beforeEach(async () => {
    deployment.simulators.apns.change({ reset: true });
    deployment.simulators.fcm.change({ reset: true });
    await deployment.advance(11_000); // The breakers judge by the last ten seconds.
  });

  const send = (channels: string[], more: object = {}) => deployment.send({ channels, data: { alert: 'hi' }, ...more });
  const apple = (id: string) => deployment.simulators.apns.journal.coverage(id, range(APPLE).map(token));
  const android = (id: string) => deployment.simulators.fcm.journal.coverage(id, range(ANDROID).map(fcmToken));
  const answers = (name: string) => deployment.simulators.apns.report().counters[`answer ${name}`] ?? 0;

  /** The state that is stored; its view follows. */
  async function stateOf(id: string): Promise<unknown> {
    return (await (await deployment.parlance.pushDatabase()).collection('pushes').findOne({ _id: `test.${id}` as never }))?.['state'];
  }

  /** Moves the clock second by second until a push has come to its end. */
  async function endedByClock(id: string, stepMs = 1_000): Promise<Status> {
    for (let step = 0; step < STEPS_MAX; step++) {
      if (['succeeded', 'failed'].includes((await deployment.status(id)).status)) break;
      await deployment.advance(stepMs);
    }
    const status = await deployment.ended(id);
    expectAccounted(status);
    return status;
  }

  it('T7 PSH-23 a storm of 429: everybody is reached once, and the rate recovers', async () => {
    deployment.simulators.apns.change({ behaviours: { rateLimit: { perSecond: 150, burst: 100, retryAfterSeconds: 1 } } });
    const id = await send(['apple']);
    expect(await endedByClock(id)).toMatchObject({ status: 'succeeded', numSent: APPLE, numFailed: 0, numUnknown: 0 });
    expect(apple(id)).toEqual(NOBODY);
    expect(answers('TooManyRequests')).toBeGreaterThan(APPLE / 2);
    deployment.simulators.apns.change({ reset: true });
    const next = await send(['apple']);
    expect(await endedByClock(next)).toMatchObject({ status: 'succeeded', numSent: APPLE });
    expect(answers('TooManyRequests')).toBe(0);
  });

  it('T7 a storm of 429 of FCM: refused messages come again ten seconds later, and everybody is reached once', async () => {
    deployment.simulators.fcm.change({ behaviours: { rateLimit: { perSecond: 60, burst: 50, retryAfterSeconds: 1 } } });
    const id = await send(['android']);
    expect(await endedByClock(id)).toMatchObject({ status: 'succeeded', numSent: ANDROID, numFailed: 0, numUnknown: 0 });
    expect(android(id)).toEqual(NOBODY);
    expect(deployment.simulators.fcm.report().counters['answer QUOTA_EXCEEDED']).toBeGreaterThan(ANDROID / 2);
  });

  it('T7 connections that are told to go away: everybody is reached once', async () => {
    deployment.simulators.apns.change({ behaviours: { goAway: { afterRequests: 150, reason: 'Shutdown' } } });
    const id = await send(['apple']);
    expect(await endedByClock(id)).toMatchObject({ status: 'succeeded', numSent: APPLE, numFailed: 0, numUnknown: 0 });
    expect(apple(id)).toEqual(NOBODY);
  });

  it('T7 PSH-23 an outage of a minute: the provider is left alone but for a few messages that try, and everybody is reached', async () => {
    const outage = { startsInMs: 0, lastsMs: 60_000, how: 'answer' } as const;
    deployment.simulators.apns.change({ behaviours: { outages: [outage] } });
    const id = await send(['apple']);
    expect(await endedByClock(id, 5_000)).toMatchObject({ status: 'succeeded', numSent: APPLE, numFailed: 0, numUnknown: 0 });
    expect(apple(id)).toEqual(NOBODY);
    // One slice is under way when the breaker opens; then ten messages try, once or twice.
    expect(deployment.simulators.apns.report().counters['outage answer']).toBeLessThanOrEqual(100 + 2 * 10);
  });

  it('T7 a provider that is away holds up nobody but its own devices', async () => {
    deployment.simulators.apns.change({ behaviours: { outages: [{ startsInMs: 0, lastsMs: 3_600_000, how: 'answer' }] } });
    const id = await send(['apple', 'android']);
    await eventually('the devices of the other provider', PATIENCE_MS, () => deployment.simulators.fcm.journal.length >= ANDROID);
    expect(android(id)).toEqual(NOBODY);
    expect([deployment.simulators.apns.journal.length, await stateOf(id)]).toEqual([0, 'running']);
    deployment.simulators.apns.change({ behaviours: { outages: [] } });
    expect(await endedByClock(id, 5_000)).toMatchObject({ status: 'succeeded', numSent: APPLE + ANDROID, numFailed: 0 });
    expect([apple(id), android(id)]).toEqual([NOBODY, NOBODY]);
  });

  it('T8 I6 a push to ten devices is over while one to thousands goes on', async () => {
    deployment.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 400 } } });
    const large = await send(['many'], { options: { lane: 'bulk' } });
    await deployment.simulators.apns.journal.waitFor(200);
    const ten = range(10).map((number) => `device${String(number).padStart(6, '0')}`);
    const small = await deployment.send({ where: { objectId: { $in: ten } }, data: { alert: 'small' } });
    expect(await deployment.ended(small)).toMatchObject({ status: 'succeeded', numSent: 10 });
    expect([await stateOf(large), deployment.simulators.apns.journal.length < MANY / 2]).toEqual(['running', true]);
    expect((await deployment.parlance.masterRest('POST', `/push/${large}/cancel`)).status).toBe(200);
    expect((await deployment.ended(large)).status).toBe('canceled');
  });

  it('PSH-22 tokens of another environment: the push is paused, its sender is told, and no token is lost', async () => {
    const wrong = range(60);
    deployment.simulators.apns.change({ scripts: [{ tokens: wrong.map(token), fates: ['BadDeviceToken'] }] });
    const id = await send(['apple']);
    await eventually('the pause', PATIENCE_MS, async () => (await deployment.status(id)).status === 'paused');
    const paused = await deployment.status(id);
    expect((paused['errorMessage'] as { message: string }).message).toContain('The credentials are of another environment or app');
    const installations = (await deployment.parlance.database()).collection('_Installation');
    expect(await installations.countDocuments({ deviceType: 'ios', deviceToken: { $exists: true } })).toBe(APPLE + MANY);
    deployment.simulators.apns.change({ reset: true });
    expect((await deployment.parlance.masterRest('POST', `/push/${id}/resume`)).status).toBe(200);
    const status = await endedByClock(id);
    expect(status).toMatchObject({ status: 'succeeded', numTargeted: APPLE });
    expect(status).not.toHaveProperty('errorMessage');
    expect(status.numSent).toBeGreaterThanOrEqual(APPLE - 2 * 100);
    expect(await installations.countDocuments({ deviceType: 'ios', deviceToken: { $exists: true } })).toBe(APPLE + MANY);
  });

  it('PSH-22 a few bad tokens of a push are dead', async () => {
    const bad = [3, 4, 5];
    deployment.simulators.apns.change({ scripts: [{ tokens: bad.map(token), fates: ['BadDeviceToken'] }] });
    const id = await send(['apple']);
    expect(await endedByClock(id)).toMatchObject({ numFailed: 3, failedPerReason: { BadDeviceToken: 3 } });
    const installations = (await deployment.parlance.database()).collection('_Installation');
    expect(await installations.countDocuments({ deviceType: 'ios', deviceToken: { $in: bad.map(token) } })).toBe(0);
  });

  // The last one: a credential that is refused is not used again until it changes.
  it('PSH-26 a credential that APNs does not accept: the push fails, its sender is told, and nothing more is tried', async () => {
    deployment.simulators.apns.change({ scripts: [{ prefix: '', fates: ['InvalidProviderToken'] }] });
    const id = await send(['apple']);
    const status = await endedByClock(id);
    expect(status).toMatchObject({ status: 'failed', numSent: 0, failedPerReason: { authError: APPLE - 3 } });
    expect(status['errorMessage']).toEqual({ message: 'The credential ios-0 is not accepted by its provider: InvalidProviderToken.' });
    expect(answers('InvalidProviderToken')).toBeLessThanOrEqual(2 * 100);
    const mixed = await endedByClock(await send(['apple', 'android']));
    expect(mixed).toMatchObject({ status: 'succeeded', numSent: ANDROID, numFailed: APPLE - 3 });
    expect(answers('InvalidProviderToken')).toBeLessThanOrEqual(2 * 100);
  });

  it('I9 no line of a log names a token, a channel or a credential', () => {
    const secrets = [fcmToken(7), token(7), token(100_007), deployment.simulators.fcm.credentials.private_key.slice(40, 80)];
    const lines = deployment.parlance.logs.map((line) => JSON.stringify(line));
    expect(lines.filter((line) => line.includes('A page was sent.')).length).toBeGreaterThan(10);
    expect(lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
    expect(complaints(deployment.parlance)).toEqual([]);
  });
});
