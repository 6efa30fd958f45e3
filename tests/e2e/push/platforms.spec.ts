import type { Parlance, Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messageTo, PLATFORMS, REACHED, reached, register, shownBy, type Platform, type Shown } from './platform-devices.ts';
import { complaints, ended, expectAccounted, send, startPushDeployment, token, type PushDeployment } from './push-deployment.ts';

const APP_NAME = 'Scores';
const WINDOWS = ['winrt', 'uris', 'winphone'] as const;

describe('a push to devices of every platform', () => {
  let deployment: PushDeployment;
  let parlance: Parlance;
  let simulators: Simulators;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true, clientPushEnabled: true };
    deployment = await startPushDeployment('fused', {
      unconfigured: [],
      apps: [{ id: 'test', name: APP_NAME, settings }],
      logLevel: 'trace',
    });
    ({ parlance, simulators } = deployment);
  });
  afterAll(() => deployment?.close());
  beforeEach(async () => {
    const { apns, fcm, wns, winphone, webPush } = simulators;
    for (const simulator of [apns, fcm, wns, winphone, webPush]) simulator.change({ reset: true });
    await (await parlance.database()).collection('_Installation').deleteMany({});
    for (const [at, platform] of PLATFORMS.entries()) {
      await register(parlance, simulators, platform, {
        channels: ['Giants'],
        localeIdentifier: ['fr-FR', 'fr-CA', 'de'][at % 3],
      });
    }
  });
  afterEach(() => expect(complaints(parlance)).toEqual([]));

  /** Sends a push to all devices, or those of the query, and answers its id when it has ended. */
  async function sent(data: object, { where = { channels: 'Giants' }, ...more }: Record<string, unknown> = {}): Promise<string> {
    const id = await send(parlance, { where, data, ...more });
    expectAccounted(await ended(parlance, id));
    return id;
  }
  function messages(id: string): Readonly<Record<Exclude<Platform, 'dotnet'>, string>> {
    return Object.fromEntries(REACHED.map((platform) => [platform, messageTo(platform, id, simulators)?.payload])) as never;
  }
  function shown(id: string): Readonly<Record<Platform, Shown>> {
    return Object.fromEntries(
      REACHED.flatMap((platform) => {
        const message = messageTo(platform, id, simulators);
        return message === undefined ? [] : [[platform, shownBy(platform, message)] as const];
      }),
    ) as never;
  }
  const aps = (id: string) => (JSON.parse(messages(id).ios) as { aps: object }).aps;

  it('PSH-01 INS-08 PSH-43 reaches each of them once, by whichever name its channel came; dotnet is in the estimate only', async () => {
    expect((await parlance.masterRest('POST', '/push/estimate', { channels: ['Giants'] })).body).toMatchObject({
      estimate: 7,
      exact: true,
    });
    const id = await send(parlance, { channels: ['Giants'], data: { alert: 'Hi' } });
    const end = await ended(parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ numTargeted: 7, numSent: 6, numSkipped: 1, skippedPerReason: { noProvider: 1 } });
    expect(end['sentPerType']).toEqual({ ios: 1, android: 1, winrt: 2, winphone: 1, web: 1 });
    expect(reached(id, simulators)).toEqual(REACHED);
  });

  it('PSH-45 PSH-14 alert alone is shown everywhere, under the name of the app on toasts and in the tray', async () => {
    const id = await sent({ alert: 'The Giants won.' });
    for (const platform of REACHED) {
      const { title, text, members } = shown(id)[platform];
      expect([platform, text]).toEqual([platform, 'The Giants won.']);
      expect([platform, members]).toEqual([platform, expect.objectContaining({ push_hash: expect.stringMatching(/^[0-9a-f]{32}$/) })]);
      if ([...WINDOWS, 'web'].includes(platform)) expect([platform, title]).toEqual([platform, APP_NAME]);
    }
    expect(aps(id)).toEqual({ alert: 'The Giants won.' });
  });

  it('PSH-11 title is shown by all; sound, category and content-available go to Apple alone, uri as its own member', async () => {
    const apple = { sound: 'cheer.caf', category: 'SCORE', 'content-available': 1 };
    const id = await sent({ alert: 'Won', title: 'News', uri: 'app://score', badge: 7, ...apple });
    for (const platform of REACHED)
      expect([platform, shown(id)[platform]]).toEqual([platform, expect.objectContaining({ title: 'News', text: 'Won' })]);
    expect(aps(id)).toEqual({ ...apple, badge: 7, alert: { title: 'News', body: 'Won' } });
    for (const platform of REACHED.filter((other) => other !== 'ios')) {
      for (const key of ['sound', 'category', 'content-available', 'badge', 'aps'])
        expect([platform, shown(id)[platform].members]).not.toHaveProperty(`1.${key}`);
    }
    expect(shown(id).android.members).toMatchObject({ uri: 'app://score' });
    expect(shown(id).web.members).toMatchObject({ url: 'app://score' });
  });

  it('PSH-12 PSH-13 members of the sender arrive unchanged, in launch of a toast and in pushJson of a phone, whatever is in them', async () => {
    const own = { score: { home: 3, away: [1, null, true] }, 'a.b': '<&"\'>', $c: 'ü 漢 😀', long: 12345.678 };
    const id = await sent({ alert: '<b>Ben & Jerry\'s "best"</b>', title: 'A & B', ...own });
    for (const platform of REACHED) {
      const { text, members } = shown(id)[platform];
      expect([platform, text, members]).toEqual([platform, '<b>Ben & Jerry\'s "best"</b>', expect.objectContaining(own)]);
      expect(members).toMatchObject({ push_id: id });
    }
    expect(messages(id).winrt).toMatch(/^<toast launch="/);
    expect(messages(id).winphone).toMatch(/<wp:Param>\?pushJson=/);
  });

  it('PSH-12 overrides of a platform go last, and to that platform alone', async () => {
    const id = await sent(
      { alert: 'all', own: 'all' },
      {
        apns: { aps: { 'relevance-score': 1 }, own: 'ios' },
        android: { data: { extra: 'android' }, collapse_key: 'k' },
        windows: { own: 'windows', sound: 'ms-winsoundevent:Notification.Mail' },
        web: { own: 'web' },
      },
    );
    expect(aps(id)).toEqual({ alert: 'all', 'relevance-score': 1 });
    const own = Object.fromEntries(REACHED.map((platform) => [platform, shown(id)[platform].members['own']]));
    expect(own).toEqual({ ios: 'ios', android: 'all', winrt: 'windows', uris: 'windows', winphone: 'windows', web: 'web' });
    expect(JSON.parse(messages(id).android)).toMatchObject({ message: { data: { extra: 'android' }, android: { collapse_key: 'k' } } });
    expect(messages(id).winrt).toContain('<audio src="ms-winsoundevent:Notification.Mail"/>');
    expect(messages(id).web).not.toContain('relevance');
  });

  it('PSH-35 PSH-36 says it in the language of each device, on every platform, and no localised key leaves', async () => {
    const texts = { alert: 'hello', 'alert-fr': 'bonjour', 'alert-fr-CA': 'allo', title: 'T', 'title-fr': 'Titre' };
    const id = await sent(texts);
    const said = Object.fromEntries(REACHED.map((platform) => [platform, [shown(id)[platform].title, shown(id)[platform].text]]));
    const [french, quebec, german] = [
      ['Titre', 'bonjour'],
      ['Titre', 'allo'],
      ['T', 'hello'],
    ];
    expect(said).toEqual({ ios: french, android: quebec, winrt: german, uris: french, winphone: quebec, web: german });
    expect(Object.values(messages(id)).join('')).not.toMatch(/(alert|title)-fr/);
  });

  it('PSH-05 PSH-47 four pushes by platform on one channel reach disjoint sets', async () => {
    const sets: (readonly Platform[])[] = [];
    for (const deviceType of ['android', 'ios', 'winrt', 'winphone']) {
      sets.push(reached(await sent({ alert: deviceType }, { where: { channels: 'Giants', deviceType } }), simulators));
    }
    expect(sets).toEqual([['android'], ['ios'], ['winrt', 'uris'], ['winphone']]);
    const byType = await send(parlance, { channels: ['Giants'], type: 'web', data: { alert: 'x' } });
    await ended(parlance, byType);
    expect(reached(byType, simulators)).toEqual(['web']);
  });

  it('PSH-44 a plain .NET program without an installation sends one, in the words of its SDK', async () => {
    const body = { channels: ['Giants'], data: { alert: 'by .NET' }, expiration_interval: 3_600.5 };
    const headers = { 'X-Parse-Client-Version': 'net45-1.7.0.0' };
    const answer = await parlance.rest('POST', '/push', body, { key: 'dotNet', headers });
    expect([answer.status, answer.body]).toEqual([200, { result: true }]);
    const id = answer.headers.get('x-parse-push-status-id') as string;
    expect(await ended(parlance, id)).toMatchObject({ numSent: 6, source: 'client' });
  });

  it('PSH-27 a phone that has had its messages of the day is left alone until the next', async () => {
    const { winphone } = simulators;
    winphone.change({ behaviours: { messagesPerDay: 1 } });
    const where = { deviceType: 'winphone' };
    const ends = [];
    for (let n = 0; n < 3; n++) ends.push(await ended(parlance, await sent({ alert: `${n}` }, { where })));
    const quota = { numSent: 0, numSkipped: 1, skippedPerReason: { quota: 1 } };
    expect(ends).toMatchObject([{ numSent: 1 }, quota, quota]);
    expect(winphone.report().counters['requests']).toBe(2);
    winphone.change({ reset: true });
    const installations = (await parlance.database()).collection('_Installation');
    const midnight = { '_tombstone.quota.until': { $gt: new Date() } };
    expect(
      (await installations.updateOne({ ...where, ...midnight }, { $set: { '_tombstone.quota.until': new Date() } })).modifiedCount,
    ).toBe(1);
    expect(await ended(parlance, await sent({ alert: 'a new day' }, { where }))).toMatchObject({ numSent: 1 });
  });

  it('I9 no address of a device is in a log line, an error or the answer to a client, whatever becomes of the message', async () => {
    const { apns, fcm, wns, winphone, webPush } = simulators;
    apns.change({ scripts: [{ prefix: '', fates: ['Unregistered'] }] });
    fcm.change({ scripts: [{ prefix: '', fates: ['INVALID_ARGUMENT'] }] });
    wns.change({ scripts: [{ prefix: '', fates: ['Gone'] }] });
    winphone.change({ scripts: [{ prefix: '', fates: ['kill-after'] }] });
    webPush.change({ scripts: [{ prefix: '', fates: ['TooLarge'] }] });
    const id = await sent({ alert: 'Hi' });
    const secrets = [token(1), 'android-1', 'winrt-1', 'uris-1', 'winphone-1', 'web-1', webPush.credentials.subscriptionKeys.auth];
    const seen = [
      ...parlance.logs.map((line) => JSON.stringify(line)),
      (await parlance.masterRest('GET', `/push/${id}`)).text,
      (await parlance.rest('GET', '/installations')).text,
      (await parlance.rest('GET', `/push/${id}`)).text,
    ].join('\n');
    // Their installation ids, which logs may name, are the same words.
    expect(secrets.filter((secret) => seen.replaceAll(/"installationId":"[^"]*"/g, '').includes(secret))).toEqual([]);
    const database = await parlance.database();
    const tombstones = await database
      .collection('_Installation')
      .find({ '_tombstone.dead': { $exists: true } })
      .toArray();
    expect(tombstones.map(({ deviceType }) => String(deviceType)).sort()).toEqual(['ios', 'winrt', 'winrt']);
  });

  it('PSH-16 T17 expiry reaches each provider as time to live', async () => {
    const id = await sent({ alert: 'soon over' }, { expiration_interval: 3_600 });
    const facts = (platform: Platform) => messageTo(platform, id, simulators)?.facts ?? {};
    const inAnHour = (seconds: number) => Math.abs(seconds - 3_600) < 30;
    expect(Number(facts('ios')['apns-expiration']) * 1_000 - Date.now()).toSatisfy((ms: number) => inAnHour(ms / 1_000));
    expect(Number(facts('android')['ttl']?.replace('s', ''))).toSatisfy(inAnHour);
    expect(Number(facts('winrt')['x-wns-ttl'])).toSatisfy(inAnHour);
    expect(Number(facts('web')['ttl'])).toSatisfy(inAnHour);
  });
});
