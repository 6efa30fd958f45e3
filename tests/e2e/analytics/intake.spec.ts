import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedEvents } from './stored-events.ts';

describe.each(MODES)('the intake of events, services %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
  });
  afterAll(async () => {
    await parlance?.close();
  });
  const storedAs = async (name: string, count: number) => {
    await expect.poll(async () => (await storedEvents(parlance)).filter(({ n }) => n === name).length).toBe(count);
    return (await storedEvents(parlance)).filter(({ n }) => n === name);
  };

  it('ANA-01 counts an app-open without a body at the time of the server', async () => {
    const before = Date.now();
    expect(await parlance.rest('POST', '/events/AppOpened')).toMatchObject({ status: 200, body: {} });
    const [opened] = await storedAs('AppOpened', 1);
    expect(opened!.t.getTime()).toBeGreaterThanOrEqual(before);
    expect(opened!.t.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('ANA-05 keeps the first eight of ten dimensions, in the order of the document', async () => {
    const dimensions = Object.fromEntries(Array.from('jihgfedcba', (letter) => [letter, `value of ${letter}`]));
    expect(await parlance.rest('POST', '/events/ten', { dimensions })).toMatchObject({ status: 200, body: {} });
    const [event] = await storedAs('ten', 1);
    expect(event!.d).toEqual(Array.from('jihgfedc', (letter) => [letter, `value of ${letter}`]));
  });

  it('ANA-05 keeps the order of the document for names that look like numbers, in the bulk form and in a batch, too', async () => {
    const names = ['z', '10', 'y', '2', 'x', '1', 'w', '0', '3', 'a'];
    const dimensions = `{${names.map((name) => `"${name}": "v"`).join(', ')}}`;
    const app = parlance.app('test');
    const send = (path: string, body: string) =>
      fetch(`${parlance.url}${path}`, {
        method: 'POST',
        headers: { 'x-parse-application-id': app.id, 'x-parse-rest-api-key': app.keys.rest, 'content-type': 'application/json' },
        body,
      });
    await send('/events/numbers', `{"dimensions": ${dimensions}}`);
    await send('/events', `{"events": [{"name": "numbers"}, {"name": "numbers", "dimensions": ${dimensions}}]}`);
    const part = `{"method": "POST", "path": "/parse/events/numbers", "body": {"dimensions": ${dimensions}}}`;
    await send('/batch', `{"requests": [{"method": "POST", "path": "/parse/events/other", "body": {}}, ${part}]}`);
    const kept = (await storedAs('numbers', 4)).map(({ d }) => d.map(([name]) => name)).filter(({ length }) => length > 0);
    expect(kept).toEqual([names.slice(0, 8), names.slice(0, 8), names.slice(0, 8)]);
  });

  it('ANA-19 knows the device type by the installation, where the client does not tell it by its SDK', async () => {
    await parlance.rest('POST', '/installations', { installationId: 'a-watch', deviceType: 'winrt' });
    const from = (installation: string, more: Record<string, string> = {}) => ({
      headers: { 'X-Parse-Installation-Id': installation, ...more },
    });
    await parlance.rest('POST', '/events/worn', {}, from('a-watch'));
    await parlance.rest('POST', '/events/worn', {}, from('a-watch', { 'X-Parse-Client-Version': 'a4.3.0' }));
    await parlance.rest('POST', '/events/worn', {}, from('nobody'));
    const worn = await storedAs('worn', 3);
    expect(worn.map(({ i, c }) => `${i} ${c.deviceType}`).sort()).toEqual(['a-watch android', 'a-watch winrt', 'nobody undefined']);
    const question = { event: 'worn', groupBy: 'deviceType' };
    await expect
      .poll(async () => (await parlance.masterRest('POST', '/analytics/query', question)).body)
      .toMatchObject({
        total: 3,
        groups: [
          { value: 'android', total: 1 },
          { value: 'winrt', total: 1 },
        ],
        without: { total: 1 },
      });
  });

  it('stores the client as its header fields say', async () => {
    const headers = {
      'X-Parse-Client-Version': 'i1.19.3',
      'X-Parse-OS-Version': '17.1 (21B74)',
      'X-Parse-App-Display-Version': '2.4',
      'X-Parse-App-Build-Version': '240',
      'X-Parse-Installation-Id': 'device-1',
    };
    await parlance.rest('POST', '/events/launched', {}, { headers });
    expect(await storedAs('launched', 1)).toMatchObject([
      {
        i: 'device-1',
        c: { sdk: 'ios', sdkVersion: '1.19.3', deviceType: 'ios', osVersion: '17.1 (21B74)', appVersion: '2.4', appBuild: '240' },
      },
    ]);
  });

  it('counts a request that is repeated with the same id once, and the parts of a batch apart', async () => {
    const headers = { 'X-Parse-Request-Id': 'the-same' };
    for (let time = 0; time < 3; time++) await parlance.rest('POST', '/events/again', {}, { headers });
    const requests = [1, 2, 3].map(() => ({ method: 'POST', path: '/parse/events/part', body: {} }));
    for (let time = 0; time < 2; time++)
      await parlance.rest('POST', '/batch', { requests }, { headers: { 'X-Parse-Request-Id': 'a-batch' } });
    await parlance.rest('POST', '/events/last', {});
    await storedAs('last', 1);
    await storedAs('again', 1);
    await storedAs('part', 3);
  });

  it('takes many events in one request, with a time of their own', async () => {
    const at = new Date(Date.now() - 3_600_000);
    const events = [
      { name: 'bulk', at: { __type: 'Date', iso: at.toISOString() }, dimensions: { n: '1' } },
      { name: 'bulk', at: at.toISOString() },
    ];
    expect(await parlance.rest('POST', '/events', { events })).toMatchObject({ status: 200, body: { accepted: 2 } });
    expect((await storedAs('bulk', 2)).map(({ t }) => t)).toEqual([at, at]);
  });

  it('takes none of many events when one of them is wrong', async () => {
    const events = [{ name: 'half' }, { name: 'half', dimensions: { n: 1 } }];
    expect(await parlance.rest('POST', '/events', { events })).toMatchObject({ status: 400, body: { code: 111 } });
    expect(await parlance.rest('POST', '/events', { events: [{ name: 'half' }, 7] })).toMatchObject({ status: 400, body: { code: 107 } });
    expect(await parlance.rest('POST', '/events', { events: {} })).toMatchObject({ status: 400, body: { code: 107 } });
    expect(await parlance.rest('POST', '/events', { events: [{}] })).toMatchObject({ status: 400, body: { code: 160 } });
    const many = Array.from({ length: 1_001 }, () => ({ name: 'half' }));
    expect(await parlance.rest('POST', '/events', { events: many })).toMatchObject({ status: 400, body: { code: 107 } });
    await parlance.rest('POST', '/events/after-half', {});
    await storedAs('after-half', 1);
    await storedAs('half', 0);
  });

  it('ANA-06 refuses a blank, an over-long and an unprintable name with 160, and a dimension that is no string with 111', async () => {
    for (const name of ['%20', 'x'.repeat(256), 'a%00b', 'a%0Ab'])
      expect(await parlance.rest('POST', `/events/${name}`, {})).toMatchObject({ status: 400, body: { code: 160 } });
    expect(await parlance.rest('POST', `/events/${'x'.repeat(255)}`, {})).toMatchObject({ status: 200 });
    for (const value of [5, null, true, {}, []])
      expect(await parlance.rest('POST', '/events/refused', { dimensions: { price: value } })).toMatchObject({
        status: 400,
        body: { code: 111 },
      });
    for (const dimensions of ['text', 5, []])
      expect(await parlance.rest('POST', '/events/refused', { dimensions })).toMatchObject({ status: 400, body: { code: 107 } });
    for (const at of ['yesterday', 5, { __type: 'Date' }])
      expect(await parlance.rest('POST', '/events/refused', { at })).toMatchObject({ status: 400, body: { code: 111 } });
    expect(await parlance.rest('POST', '/events/AppOpened', { push_hash: 5 })).toMatchObject({ status: 400, body: { code: 111 } });
  });

  it('ANA-17 refuses a dead session with 209, counts without one anonymously, and with a live one for its user', async () => {
    const dead = { headers: { 'X-Parse-Session-Token': 'r:0123456789abcdef0123456789abcdef' } };
    expect(await parlance.rest('POST', '/events/session', {}, dead)).toMatchObject({ status: 400, body: { code: 209 } });
    await parlance.rest('POST', '/events/session', { dimensions: { of: 'nobody' } });
    const { body: user } = await parlance.rest('POST', '/users', { username: 'somebody', password: 'secret-1' });
    const live = { headers: { 'X-Parse-Session-Token': user.sessionToken } };
    await parlance.rest('POST', '/events/session', { dimensions: { of: 'somebody' } }, live);
    const events = await storedAs('session', 2);
    expect(events.map(({ d, u }) => [d[0]![1], u]).sort()).toEqual([
      ['nobody', undefined],
      ['somebody', user.objectId],
    ]);
  });
});
