import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkOf, type ParseSdk } from './sdk.ts';

describe.each(MODES)('Parse.Config by the JS SDK, %s', (mode) => {
  let parlance: Parlance;
  let admin: ParseSdk;
  let app: ParseSdk;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
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
});
