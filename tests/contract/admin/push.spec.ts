import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, send, startPushDeployment, storeDevices, token, type PushDeployment } from '../../e2e/push/push-deployment.ts';
import { AdminDeployment } from './admin-deployment.ts';

const DEVICES = 20;
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

describe('administration of pushes', () => {
  let pushes: PushDeployment;
  let deployment: AdminDeployment;
  beforeAll(async () => {
    const ownerToken = randomBytes(32).toString('base64');
    pushes = await startPushDeployment('split', { env: { PARLANCE_ADMIN_TOKEN: ownerToken } });
    deployment = await AdminDeployment.over(pushes.parlance, ownerToken);
    await storeDevices(pushes.parlance, DEVICES);
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
  const scheduled = () => send(pushes.parlance, { where: {}, data: { alert: 'later' }, push_time: TOMORROW, title: 'Later' });

  it('shows a push with its counts, and failed deliveries by cause', async () => {
    const gone = [3, 7].map(token);
    pushes.simulators.apns.change({ scripts: [{ tokens: gone, fates: ['Unregistered'] }] });
    const id = await send(pushes.parlance, { where: {}, data: { alert: 'hi' }, title: 'A label' });
    await ended(pushes.parlance, id);
    const shown = await done('get', { id });
    expect(shown).toMatchObject({
      id,
      kind: 'push',
      state: 'succeeded',
      title: 'A label',
      progress: 1,
      targeted: DEVICES,
      sent: DEVICES - 2,
      failed: 2,
      unknown: 0,
      payload: '{"alert":"hi"}',
      failures: [{ cause: 'Unregistered', count: 2, text: 'The app was removed from the device.' }],
      waves: [{ state: 'done', zones: 0 }],
      versions: [],
    });
    expect(Date.parse(shown.finishedAt)).toBeGreaterThanOrEqual(Date.parse(shown.startedAt));
    expect(await refused('get', { id: 'nobody' })).toEqual(['101', 'There is no push of this id.']);
    expect((await refused('get', { id: '' }))[0]).toBe('107');
  });

  it('lists pushes, the newest first, page by page, and by state', async () => {
    const ids = [await scheduled(), await scheduled(), await scheduled()].toReversed();
    const first = await done('list', { limit: 2 });
    expect(first.pushes.map(({ id }: Answer) => id)).toEqual(ids.slice(0, 2));
    expect(first.pushes[0]).toMatchObject({ state: 'scheduled', title: 'Later', sent: 0 });
    expect(Date.parse(first.pushes[0].pushTime)).toBe(Date.parse(TOMORROW));
    expect(first.next).toBe(2);
    const rest = await done('list', { skip: first.next });
    expect(rest.pushes[0].id).toBe(ids[2]);
    expect(rest).not.toHaveProperty('next');
    const waiting = await done('list', { state: 'scheduled' });
    expect(waiting.pushes.map(({ id }: Answer) => id)).toEqual(ids);
    expect((await refused('list', { state: 'done' }))[0]).toBe('107');
  });

  it('pauses, resumes and cancels a push, each with an entry in the audit, and refuses the steps that it cannot take', async () => {
    const id = await scheduled();
    expect(await done('pause', { id })).toMatchObject({ id, state: 'paused' });
    expect(await refused('pause', { id })).toEqual(['115', 'Only a push that waits for its time or is being sent can be paused.']);
    expect(await done('resume', { id })).toMatchObject({ id, state: 'scheduled' });
    expect(['canceling', 'canceled']).toContain((await done('cancel', { id })).state);
    expect(await ended(pushes.parlance, id)).toMatchObject({ status: 'canceled', numSent: 0 });
    expect(await refused('cancel', { id })).toEqual(['115', 'A push that has ended cannot be canceled.']);
    expect((await refused('resume', { id: 'nobody' }))[0]).toBe('101');
    const { entries } = (await deployment.ask('audit.query', { app: 'test', limit: 10 })).body;
    const [, refusedCancel, cancelled, resumed, refusedPause, paused] = entries;
    expect([paused, refusedPause, resumed, cancelled, refusedCancel]).toMatchObject([
      { action: 'push.pause', outcome: 'done', text: `Paused the push ${id} of the app test.` },
      { action: 'push.pause', outcome: 'failed' },
      { action: 'push.resume', outcome: 'done' },
      { action: 'push.cancel', outcome: 'done' },
      { action: 'push.cancel', outcome: 'failed' },
    ]);
    expect(paused.changes).toContainEqual({ name: 'state', before: 'scheduled', after: 'paused' });
  });

  it('shows an experiment with its versions, which are stopped together', async () => {
    const id = await send(pushes.parlance, {
      where: {},
      push_time: TOMORROW,
      experiment: { name: 'Words', type: 'message', variants: [{ data: { alert: 'a' } }, { data: { alert: 'b' } }] },
    });
    const shown = await done('get', { id });
    expect(shown).toMatchObject({ id, kind: 'experiment', state: 'scheduled', title: 'Words', sent: 0 });
    expect(shown.versions).toMatchObject([
      { key: 'A', state: 'scheduled' },
      { key: 'B', state: 'scheduled' },
    ]);
    const [version] = shown.versions;
    expect(await done('get', { id: version.id })).toMatchObject({ kind: 'push', experiment: id, variant: 'A' });
    expect((await refused('pause', { id: version.id }))[1]).toContain('controlled as a whole');
    const stopped = await done('cancel', { id });
    expect(stopped.kind).toBe('experiment');
    await ended(pushes.parlance, version.id);
    expect((await done('get', { id })).state).toBe('canceled');
  });

  it('counts an audience without sending', async () => {
    const { length } = pushes.simulators.apns.journal;
    expect(await done('estimate', { where: { installationId: { $in: ['installation-1', 'installation-2'] } } })).toMatchObject({
      estimate: 2,
      exact: true,
      perType: { ios: 2 },
    });
    expect(await done('estimate', { channels: ['Nobody'] })).toMatchObject({ estimate: 0 });
    expect((await refused('estimate', { where: { a: { $bad: 1 } } }))[0]).toBe('102');
    expect(pushes.simulators.apns.journal).toHaveLength(length);
  });
});
