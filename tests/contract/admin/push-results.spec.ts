import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, send, startPushDeployment, storeDevices, type PushDeployment } from '../../e2e/push/push-deployment.ts';
import { AdminDeployment } from './admin-deployment.ts';

const DEVICES = 20;
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const SHOWN = { timeout: 15_000, interval: 100 };

describe('administration of the results of pushes', () => {
  let pushes: PushDeployment;
  let deployment: AdminDeployment;
  beforeAll(async () => {
    const ownerToken = randomBytes(32).toString('base64');
    pushes = await startPushDeployment('split', { env: { PARLANCE_ADMIN_TOKEN: ownerToken } });
    deployment = await AdminDeployment.over(pushes.parlance, ownerToken);
    await storeDevices(pushes.parlance, DEVICES, (number) => ({ badge: number }));
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
  const message = (more: object = {}, rest: object = {}) => ({
    where: {},
    experiment: { name: 'Words', type: 'message', variants: [{ data: { alert: 'Hello' } }, { data: { alert: 'Hi' } }], ...more },
    ...rest,
  });
  const open = async (pushId: string, numbers: readonly number[]) => {
    const { pushHash } = (await pushes.parlance.masterRest('GET', `/push/${pushId}`)).body as { pushHash: string };
    const body = { at: { __type: 'Date', iso: new Date().toISOString() }, push_hash: pushHash };
    for (const number of numbers) {
      const headers = { 'X-Parse-Installation-Id': `installation-${number}` };
      expect((await pushes.parlance.rest('POST', '/events/AppOpened', body, { headers })).status).toBe(200);
    }
  };

  it('PSH-46 shows the opens of a push over time, and its open rate in percent', async () => {
    const id = await send(pushes.parlance, { where: {}, data: { alert: 'hi', 'alert-fr': 'salut' }, title: 'A label' });
    await ended(pushes.parlance, id);
    expect(await done('opens', { id })).toMatchObject({ sent: DEVICES, opened: 0, openRate: 0 });
    await open(id, [0, 1, 2, 1]);
    await expect.poll(async () => (await done('opens', { id, stride: 'minute' })).opened, SHOWN).toBe(3);
    const { openRate, points, counts } = await done('opens', { id, stride: 'minute' });
    expect([openRate, points.length, counts.reduce((sum: number, count: number) => sum + count, 0)]).toEqual([15, counts.length, 3]);
    await expect.poll(async () => (await done('get', { id })).opened, SHOWN).toBe(3);
    expect((await refused('opens', { id: 'nobody' }))[0]).toBe('101');
    expect((await refused('opens', { id, stride: 'year' }))[0]).toBe('107');
  });

  it('PSH-25 lists pushes with type, target and text, page by page, though others come meanwhile', async () => {
    const wanted = { where: { badge: { $lt: 2 } }, data: { alert: 'later' }, push_time: TOMORROW };
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.unshift(await send(pushes.parlance, wanted));
    const first = await done('list', { limit: 2 });
    expect(first.pushes).toMatchObject(
      ids.slice(0, 2).map((id) => ({ id, type: 'api', alert: 'later', query: '{"badge":{"$lt":2}}', sent: 0 })),
    );
    const newest = await send(pushes.parlance, wanted);
    const rest = await done('list', { limit: 500, before: first.older });
    expect(rest.pushes.map(({ id }: Answer) => id)[0]).toBe(ids[2]);
    expect(rest.pushes.some(({ id }: Answer) => [newest, ...ids.slice(0, 2)].includes(id))).toBe(false);
    expect(rest.pushes.find(({ title }: Answer) => title === 'A label').type).toBe('translation');
    expect(rest).not.toHaveProperty('older');
    expect((await refused('list', { before: 'x' }))[0]).toBe('102');
    for (const id of [newest, ...ids]) await done('remove', { id });
  });

  it('PSH-21 removes a push of which nothing was sent, and no other, with an entry in the audit', async () => {
    const id = await send(pushes.parlance, { where: {}, data: { alert: 'later' }, push_time: TOMORROW });
    expect(await done('remove', { id })).toEqual({});
    expect((await refused('get', { id }))[0]).toBe('101');
    const sent = await send(pushes.parlance, { where: {}, data: { alert: 'now' } });
    await ended(pushes.parlance, sent);
    expect(await refused('remove', { id: sent })).toEqual(['115', 'A push of which something was sent cannot be removed.']);
    const { entries } = (await deployment.ask('audit.query', { app: 'test', limit: 2 })).body;
    expect(entries).toMatchObject([
      { action: 'push.remove', outcome: 'failed' },
      { action: 'push.remove', outcome: 'done', text: `Removed the push ${id} of the app test.` },
    ]);
  });

  it('EXP-12 EXP-13 EXP-14 shows an experiment, and launches a version of it once', async () => {
    const id = await send(pushes.parlance, message());
    const before = await done('experiment', { id });
    for (const { id: version } of before.groups) await ended(pushes.parlance, version);
    const report = await done('experiment', { id });
    expect(report).toMatchObject({
      id,
      name: 'Words',
      type: 'message',
      state: 'running',
      sizePercent: 50,
      query: '{}',
      groups: [
        { key: 'A', payload: '{"alert":"Hello"}', state: 'succeeded', opened: 0, openRate: 0 },
        { key: 'B', payload: '{"alert":"Hi"}', state: 'succeeded' },
      ],
      winner: null,
      undecided: { reason: 'too-few-sent' },
      imbalanced: false,
      rest: { percent: 50, recipients: DEVICES / 2 },
    });
    expect(report).not.toHaveProperty('launch');
    const { id: launched } = await done('launch', { id, choice: 'B' });
    const { numSent } = await ended(pushes.parlance, launched);
    const [a, b] = report.groups;
    expect(a.sent + b.sent + numSent).toBe(DEVICES);
    expect(await done('experiment', { id })).toMatchObject({ state: 'launched', launch: { key: 'B', id: launched, sent: numSent } });
    expect(await done('get', { id: launched })).toMatchObject({ type: 'experiment', experiment: id, variant: 'launch' });
    expect(await refused('launch', { id, choice: 'A' })).toEqual(['115', 'This experiment was launched before.']);
    expect(await refused('experiment', { id: launched })).toEqual(['101', 'There is no experiment of this id.']);
    const { entries } = (await deployment.ask('audit.query', { app: 'test', limit: 2 })).body;
    expect(entries).toMatchObject([
      { action: 'push.launch', outcome: 'failed' },
      { action: 'push.launch', outcome: 'done', text: `Launched the version B of the experiment ${id} of the app test.` },
    ]);
  });

  it('EXP-12 launches at a later time, and again when that was taken back', async () => {
    const id = await send(pushes.parlance, message({ name: 'Later' }));
    for (const { id: version } of (await done('experiment', { id })).groups) await ended(pushes.parlance, version);
    const { id: launched } = await done('launch', { id, choice: 'A', pushTime: TOMORROW, expirationInterval: 60 });
    expect(await done('get', { id: launched })).toMatchObject({ state: 'scheduled', pushTime: TOMORROW });
    await done('remove', { id: launched });
    expect(await done('experiment', { id })).not.toHaveProperty('launch');
  });
});
