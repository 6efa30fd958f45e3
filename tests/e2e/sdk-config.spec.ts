import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { here } from './files/here.ts';
import { sdkOf, type ParseSdk } from './sdk.ts';

describe.each(MODES)('Parse.Config by the JS SDK, %s', (mode) => {
  let parlance: Parlance;
  let admin: ParseSdk;
  let app: ParseSdk;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', settings: { fileUpload: { enableForPublic: true } } },
        { id: 'signed', settings: { fileUpload: { enableForPublic: true }, files: { urls: 'signed', urlSeconds: 60 } } },
      ],
    });
    admin = sdkOf(parlance, { masterKey: true });
    app = sdkOf(parlance);
  });
  afterAll(() => parlance?.close());

  it('CFG-02 CFG-10 saves, gets and hides parameters', async () => {
    const when = new Date('2020-01-02T03:04:05.678Z');
    const place = new admin.GeoPoint(40, -30);
    await admin.Config.save({ welcome: 'hi', when, place, list: [1, { when }], secret: 'only for us' }, { secret: true });

    const config = await app.Config.get();
    expect([config.get('welcome'), config.get('when'), config.get('list')]).toEqual(['hi', when, [1, { when }]]);
    expect(config.get('place')).toBeInstanceOf(app.GeoPoint);
    expect([(config.get('place') as { latitude: number }).latitude, config.get('secret')]).toEqual([40, undefined]);
    expect(app.Config.current()).toEqual(config);
    expect((await admin.Config.get({ useMasterKey: true })).get('secret')).toBe('only for us');
  });

  it('CFG-05 a change reaches the SDK, and needs the master key', async () => {
    await admin.Config.save({ welcome: 'hello' }, {});
    const config = await app.Config.get();
    expect([config.get('welcome'), config.get('secret')]).toEqual(['hello', undefined]);
    expect(() => app.Config.save({ welcome: 'mine' }, {})).toThrow('Master Key');
    expect((await app.Config.get()).get('welcome')).toBe('hello');
  });

  it.each(['test', 'signed'])('CFG-02 FIL-29 a file is a parameter with an address made when it is read, app %s', async (id) => {
    const of = parlance.app(id);
    const rest = { app: of };
    const upload = async (name: string, text: string) =>
      (await parlance.rest('POST', `/files/${name}`, text, { ...rest, headers: { 'Content-Type': 'text/plain' } })).body.name as string;
    const [plain, forIos] = [await upload('logo.txt', 'the logo'), await upload('ios.txt', 'the logo of iOS')];
    const file = (name: string) => ({ __type: 'File', name, url: 'http://elsewhere.example/x' });
    const right = new RegExp(`/files/${id}/${plain}${id === 'signed' ? '\\?expires=\\d+&signature=[\\w-]{32}' : ''}$`);
    const body = {
      params: { logo: file(plain), list: [{ logo: file(plain) }] },
      conditions: { logo: [{ name: 'iOS', when: { deviceType: ['ios'] }, value: file(forIos) }] },
    };
    expect((await parlance.masterRest('PUT', '/config', body, rest)).body).toEqual({ result: true });
    await parlance.rest('POST', '/installations', { installationId: `ios-${id}`, deviceType: 'ios' }, rest);
    const text = async (url: string | undefined) => (await fetch(here(parlance, url))).text();

    const config = await sdkOf(parlance, { app: id }).Config.get();
    const logo = config.get('logo') as { name(): string; url(): string };
    expect([logo.name(), logo.url()]).toEqual([plain, expect.stringMatching(right)]);
    expect(await text(logo.url())).toBe('the logo');
    const { body: read } = await parlance.rest('GET', '/config', undefined, rest);
    expect(read.params.list).toEqual([{ logo: { __type: 'File', name: plain, url: expect.stringMatching(right) } }]);

    const headers = { 'X-Parse-Installation-Id': `ios-${id}` };
    const { body: ios } = await parlance.rest('GET', '/config', undefined, { ...rest, headers });
    expect(await text(ios.params.logo.url)).toBe('the logo of iOS');
    const { body: preview } = await parlance.masterRest('POST', '/config/preview', { installationId: `ios-${id}` }, rest);
    expect(await text(preview.params.logo.url)).toBe('the logo of iOS');
    const { body: admin } = await parlance.masterRest('GET', '/config', undefined, rest);
    expect([await text(admin.params.logo.url), await text(admin.conditions.logo[0].value.url)]).toEqual(['the logo', 'the logo of iOS']);
    const database = await parlance.database(id);
    expect(JSON.stringify(await database.collection('_GlobalConfig').find().toArray())).not.toMatch(/signature/);
    if (id === 'signed') expect((await fetch(here(parlance, logo.url().split('?')[0]))).status).toBe(403);
  });
});
