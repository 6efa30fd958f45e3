import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, startPushDeployment, storeDevices, type PushDeployment } from '../../e2e/push/push-deployment.ts';
import { AdminDeployment } from './admin-deployment.ts';

const DEVICES = 20;
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const WORDS = { name: 'Words', type: 'message', variants: [{ data: { alert: 'a' } }, { data: { alert: 'b' } }] };

describe('administrators who compose a push', () => {
  let pushes: PushDeployment;
  let deployment: AdminDeployment;
  beforeAll(async () => {
    const ownerToken = randomBytes(32).toString('base64');
    pushes = await startPushDeployment('fused', { env: { PARLANCE_ADMIN_TOKEN: ownerToken } });
    deployment = await AdminDeployment.over(pushes.parlance, ownerToken);
    await storeDevices(pushes.parlance, DEVICES, (number) => ({ localeIdentifier: number < 5 ? 'de_DE' : 'en-US' }));
  });
  afterAll(async () => {
    await deployment?.nats.close();
    await pushes?.close();
  });

  type Answer = ReturnType<typeof JSON.parse>;
  const ask = (operation: string, request: object) => deployment.ask(`push.${operation}`, { app: 'test', ...request });
  const done = async (operation: string, request: object = {}): Promise<Answer> => {
    const { body, error } = await ask(operation, request);
    expect([operation, error === undefined ? undefined : body]).toEqual([operation, undefined]);
    return body;
  };
  const refused = async (operation: string, request: object) => {
    const { body, error } = await ask(operation, request);
    return [error, body.error];
  };

  it('send a push once, however often they click, and the audit tells of it', async () => {
    const request = { where: {}, data: { alert: 'hi' }, title: 'A label' };
    const [first, second] = await Promise.all([
      done('send', { request, requestId: 'click-1' }),
      done('send', { request, requestId: 'click-1' }),
    ]);
    expect(second.id).toBe(first.id);
    expect(await ended(pushes.parlance, first.id)).toMatchObject({ numSent: DEVICES, source: 'webui', title: 'A label' });
    expect((await done('list')).pushes).toHaveLength(1);
    const { entries } = (await deployment.ask('audit.query', { app: 'test', limit: 10 })).body;
    expect(entries[0]).toMatchObject({
      action: 'push.send',
      outcome: 'done',
      text: 'Sent a push to installations of the app test.',
    });
    expect(entries[0].changes).toContainEqual({ name: 'push', after: first.id });
    expect((await done('send', { request, requestId: 'click-2' })).id).not.toBe(first.id);
  });

  it('are refused as a sender is, and nothing is stored', async () => {
    const before = (await done('list')).pushes.length;
    expect(await refused('send', { request: { where: {} }, requestId: 'x' })).toEqual([
      '115',
      'Sending a push requires "data", an object with the payload.',
    ]);
    expect((await refused('send', { request: { where: {}, data: { alert: 'a' } }, requestId: '' }))[0]).toBe('107');
    expect((await refused('check', { request: { where: { a: { $bad: 1 } }, data: { alert: 'a' } } }))[0]).toBe('102');
    expect((await done('list')).pushes).toHaveLength(before);
  });

  it('EXP-16 read the doubts about an experiment before it is sent', async () => {
    const request = { where: {}, push_time: TOMORROW, experiment: WORDS };
    const first = await done('check', { request });
    expect(first).toMatchObject({ estimate: DEVICES, exact: true, warnings: [{ code: 'noOpenTracking' }] });
    const { id } = await done('send', { request, requestId: 'words' });
    expect((await done('get', { id })).kind).toBe('experiment');
    const second = await done('check', { request: { ...request, experiment: { ...WORDS, name: 'More words' } } });
    expect(second.warnings.map(({ code }: Answer) => code)).toEqual(['noOpenTracking', 'overlap']);
    expect(second.warnings[1].message).toContain('"Words"');
    expect(await done('check', { request: { where: {}, data: { alert: 'a' } } })).toEqual({ estimate: DEVICES, exact: true, warnings: [] });
  });

  it('PSH-37 see the locales of an audience with their devices', async () => {
    expect((await done('estimate')).perLocale).toEqual({ 'de-DE': 5, 'en-US': 15 });
  });

  it('see the payload of each provider with its size', async () => {
    const { payloads } = await done('preview', { data: { alert: 'hi', extra: 1 } });
    expect(payloads.map(({ provider }: Answer) => provider)).toEqual(['apns', 'fcm', 'wns', 'mpns', 'webpush']);
    expect(JSON.parse(payloads[0].payload)).toMatchObject({ aps: { alert: 'hi' }, extra: 1 });
    expect(payloads[0]).toMatchObject({ deviceType: 'ios', limit: 4096 });
    expect(await refused('preview', { data: { badge: 'many' } })).toEqual(['115', expect.stringContaining('badge')]);
  });

  it('save audiences, push to them, and delete them', async () => {
    const query = { localeIdentifier: 'de_DE' };
    const { id } = await done('save-audience', { name: 'Germans', query });
    expect((await done('audiences')).audiences).toEqual([{ id, name: 'Germans', query, timesUsed: 0 }]);
    expect(await done('suggest-size', { audience: id })).toEqual({ size: null, all: false, openRate: null, audience: 5 });
    expect(await done('suggest-size')).toMatchObject({ audience: DEVICES });
    const sent = await done('send', { request: { audience_id: id, data: { alert: 'Hallo' } }, requestId: 'germans' });
    expect(await ended(pushes.parlance, sent.id)).toMatchObject({ numSent: 5 });
    await expect.poll(async () => (await done('audiences')).audiences[0]).toMatchObject({ timesUsed: 1, lastUsed: expect.any(String) });
    expect((await refused('save-audience', { name: 'Bad', query: { a: { $bad: 1 } } }))[0]).toBe('107');
    expect(await done('delete-audience', { id })).toEqual({});
    expect((await done('audiences')).audiences).toEqual([]);
    expect((await refused('delete-audience', { id }))[0]).toBe('101');
  });
});
