import { startParlance, type Parlance, type TestApp } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, send, startPushDeployment, storeDevices, type PushDeployment } from './push-deployment.ts';

const data = { alert: 'hi' };
const OPEN = { clientPushEnabled: true, restPushEnabled: true };
const APPS = ['client', 'rest', 'open'] as const;

describe('the rights to push, and the limits on that', () => {
  let deployment: PushDeployment;
  let parlance: Parlance;
  beforeAll(async () => {
    const many = { pushLimits: { clientPushesPerMinute: 10_000 } };
    deployment = await startPushDeployment('fused', {
      apps: [
        { id: 'test', settings: { pushLimits: { ...many.pushLimits, transactionalRecipients: 3 } } },
        { id: 'client', settings: { ...many, clientPushEnabled: true } },
        { id: 'rest', settings: { ...many, restPushEnabled: true } },
        { id: 'open', settings: { ...many, ...OPEN } },
        { id: 'limited', settings: OPEN },
        { id: 'bounded', settings: { quotas: { pushesPerDay: { soft: 1, hard: 2 } } } },
      ],
    });
    parlance = deployment.parlance;
  });
  afterAll(() => deployment?.close());

  describe('PSH-07 PSH-44 T15 by caller, by the switches of the app, and by the push', () => {
    const PUSHES = {
      plain: { where: { objectId: 'nobody' }, data },
      'with an address to open': { where: { objectId: 'nobody' }, data: { ...data, uri: 'https://example.org' } },
      'for those whom a closed class names': { where: { pal: { $inQuery: { className: 'Closed', where: {} } } }, data },
    };
    const CALLERS = ['master', 'readOnlyMaster', 'maintenance', 'rest', 'client', 'javascript', 'dotNet'] as const;
    type Caller = (typeof CALLERS)[number];
    const clients: readonly Caller[] = ['client', 'javascript', 'dotNet'];

    /** The table of the contract (30-push-engine.md, section 3.1): status and code, or 200 alone. */
    function expected(caller: Caller, app: TestApp['id'], push: keyof typeof PUSHES): readonly number[] {
      if (caller === 'master') return [200];
      if (caller === 'readOnlyMaster') return [400, 119]; // the status of Parse Server, as for every write
      const isClient = clients.includes(caller) || caller === 'maintenance';
      const isOpen = app === 'open' || app === (isClient ? 'client' : 'rest');
      if (!isOpen) return [400, 115];
      if (!isClient) return [200];
      if (push === 'with an address to open') return [400, 115];
      return push === 'plain' ? [200] : [400, 119];
    }

    const sessions = new Map<string, string>();
    beforeAll(async () => {
      for (const id of ['test', ...APPS]) {
        const app = parlance.app(id);
        const closed = { classLevelPermissions: { find: {}, get: {}, count: {} } };
        await parlance.masterRest('POST', '/schemas/Closed', closed, { app });
        const { body } = await parlance.rest('POST', '/users', { username: `user-${id}`, password: 'a long pass phrase' }, { app });
        sessions.set(id, body['sessionToken'] as string);
      }
    });

    it.each(['test', ...APPS].flatMap((id) => CALLERS.map((caller) => [caller, id] as const)))('%s, app "%s"', async (caller, id) => {
      const app = parlance.app(id);
      for (const withSession of [false, true]) {
        for (const [name, body] of Object.entries(PUSHES)) {
          const headers: Record<string, string> = withSession ? { 'X-Parse-Session-Token': sessions.get(id) ?? '' } : {};
          const answer = await parlance.rest('POST', '/push', body, { app, key: caller, headers });
          const got = answer.status === 200 ? [200] : [answer.status, answer.body['code']];
          expect([name, withSession, ...got]).toEqual([name, withSession, ...expected(caller, id, name as keyof typeof PUSHES)]);
        }
      }
    });
  });

  it('are bounded by the minute for each installation of a client, and for each address that names none: 429 with 155', async () => {
    const app = parlance.app('limited');
    const body = { where: { objectId: 'nobody' }, data };
    const pushFrom = async (installation?: string) => {
      const headers: Record<string, string> = installation === undefined ? {} : { 'X-Parse-Installation-Id': installation };
      return parlance.rest('POST', '/push', body, { app, key: 'javascript', headers });
    };
    const verdicts = async (installation?: string, times = 12) =>
      (await Promise.all(Array.from({ length: times }, () => pushFrom(installation)))).map(({ status }) => status).toSorted();
    const tenOfTwelve = [...Array<number>(10).fill(200), 429, 429];
    expect(await verdicts('one')).toEqual(tenOfTwelve);
    expect(await verdicts('ONE', 1)).toEqual([429]);
    expect(await verdicts('other')).toEqual(tenOfTwelve);
    expect(await verdicts()).toEqual(tenOfTwelve);
    const refused = await pushFrom('one');
    expect([refused.status, refused.body['code']]).toEqual([429, 155]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    // Neither the REST key nor the master key is limited by that.
    for (const key of ['rest', 'master'] as const)
      expect((await parlance.rest('POST', '/push', body, { app, key, headers: { 'X-Parse-Installation-Id': 'one' } })).status).toBe(200);
  });

  describe('the transactional lane', () => {
    const options = { lane: 'transactional' };
    const lanes = async (id: string) => {
      const waves = (await parlance.masterRest('GET', `/push/${id}`)).body['waves'] as readonly { lane?: string }[];
      return waves.map(({ lane }) => lane);
    };

    it('takes the master key, and at most as many installations as the app says', async () => {
      await storeDevices(parlance, 4);
      const three = { installationId: { $ne: 'installation-3' } };
      const id = await send(parlance, { where: three, data, options });
      expect(await ended(parlance, id)).toMatchObject({ status: 'succeeded', numSent: 3 });
      expect(await lanes(id)).toEqual(['transactional']);
      const tooMany = await parlance.masterRest('POST', '/push', { where: {}, data, options });
      expect([tooMany.status, tooMany.body['code']]).toEqual([400, 115]);
      expect(tooMany.body['error']).toContain('3 installations at most');
      for (const key of ['rest', 'javascript'] as const) {
        const answer = await parlance.rest('POST', '/push', { where: {}, data, options }, { app: parlance.app('open'), key });
        expect([answer.status, answer.body['code']]).toEqual([400, 115]);
      }
    });
  });

  it('are those of the day that the deployment lets the app have; a repeated request is none, and hears of the first', async () => {
    const push = (options: object, app = 'bounded') =>
      parlance.rest('POST', '/push', { where: { objectId: 'nobody' }, data, options }, { app: parlance.app(app), key: 'master' });
    const first = await push({ idempotencyKey: 'first' });
    for (let time = 0; time < 3; time++) expect((await push({ idempotencyKey: 'first' })).status).toBe(200);
    expect((await push({ dryRun: true })).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 5 }, () => push({})));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429, 429, 429]);
    const refused = await push({});
    expect([refused.status, refused.body]).toEqual([429, { code: 155, error: 'This app may send 2 pushes in a day.' }]);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    const again = await push({ idempotencyKey: 'first' });
    expect([again.status, again.headers.get('x-parse-push-status-id')]).toEqual([200, first.headers.get('x-parse-push-status-id')]);
    expect((await push({}, 'open')).status).toBe(200);
  });

  it('give a repeated request the first push, also while that is being stored', async () => {
    const body = { where: { objectId: 'nobody' }, data, options: { idempotencyKey: 'same' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => parlance.masterRest('POST', '/push', body)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ headers }) => headers.get('x-parse-push-status-id'))).size).toBe(1);
    const found = await (await parlance.pushDatabase()).collection('pushes').countDocuments({ a: 'test', key: 'same' });
    expect(found).toBe(1);
  });

  it('I9 "test credentials" tells the words of the providers, of saved credentials and of others, and no secret', async () => {
    const test = (body: object, key: 'master' | 'readOnlyMaster' | 'rest' = 'master') =>
      parlance.rest('POST', '/push/credentials/test', body, { key });
    const saved = await test({});
    expect([
      saved.status,
      (saved.body['results'] as { provider: string; ok: boolean }[]).map(({ provider, ok }) => [provider, ok]),
    ]).toEqual([
      200,
      [
        ['apns', true],
        ['fcm', true],
        ['wns', true],
        ['mpns', true],
      ],
    ]);
    const vapidDetails = { subject: 'mailto:push@example.com', publicKey: 'B'.repeat(87), privateKey: 'a'.repeat(43) };
    const other = await test({ push: { web: { vapidDetails } } });
    expect(other.body['results']).toContainEqual({ platform: 'web', provider: 'webpush', ok: false, answer: expect.any(String) });
    expect(JSON.stringify(other.body)).not.toContain('aaaa');
    const malformed = await test({ push: { web: { vapidDetails: { ...vapidDetails, privateKey: 'hush' } } } });
    expect([malformed.status, malformed.body]).toEqual([
      400,
      { code: 115, error: 'push.web.vapidDetails.privateKey: expected 32 bytes as base64url, 43 characters' },
    ]);
    expect([(await test({}, 'readOnlyMaster')).status, (await test({}, 'rest')).status]).toEqual([400, 403]);
    const patched = await parlance.masterRest('PATCH', '/settings', { push: { web: { vapidDetails } } });
    expect([patched.status, patched.headers.get('x-parlance-warning')]).toEqual([200, expect.stringMatching(/^push\.web: \w+$/)]);
    const withoutOwn = await parlance.masterRest('PATCH', '/settings', { push: { frequencyCap: [{ pushes: 3, hours: 24 }] } });
    expect([withoutOwn.status, withoutOwn.headers.get('x-parlance-warning')]).toEqual([200, null]);
  });
});

it('PSH-08 "test credentials" of an app without any: push is not configured', async () => {
  const parlance = await startParlance({ mode: 'fused' });
  try {
    for (const body of [{}, { push: {} }]) {
      const answer = await parlance.masterRest('POST', '/push/credentials/test', body);
      expect([answer.status, answer.body]).toEqual([400, { code: 115, error: 'Missing push configuration' }]);
    }
  } finally {
    await parlance.close();
  }
});
