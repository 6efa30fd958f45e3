import { describe, expect, it } from 'vitest';
import { defaultPolicy, isSilent, type PushContent, type RenderContext } from './content.ts';
import { render } from './render.ts';
import { payloadOf } from './rendered.ts';

const CONTEXT: RenderContext = { pushId: 'push123456', pushHash: 'hash', time: Date.UTC(2026, 11, 25, 9), topic: 'com.example.app' };
const TRACKING = { push_id: 'push123456', push_hash: 'hash' };
const content = (data: Record<string, unknown>, more: Partial<PushContent> = {}): PushContent => ({ data, ...more });
const json = (provider: 'apns' | 'fcm' | 'webpush', pushed: PushContent, badge?: number, deviceType = 'ios'): unknown =>
  JSON.parse(payloadOf(render(provider, deviceType, pushed, CONTEXT), badge));
/** The JSON that Parse's SDK for Android finds in a message. */
const dataOf = (pushed: PushContent) => {
  const message = json('fcm', pushed, undefined, 'android') as { data: { data: string } };
  return JSON.parse(message.data.data) as unknown;
};

const EVERYTHING = {
  alert: 'Hello',
  title: 'Title',
  badge: 3,
  sound: 'cheer.caf',
  category: 'REPLY',
  'content-available': 1,
  'mutable-content': 1,
  threadId: 'thread',
  interruptionLevel: 'time-sensitive',
  targetContentIdentifier: 'window',
  uri: 'https://example.com/x',
  priority: 'high',
  collapse_id: 'score',
  push_type: 'alert',
  objectId: 'aBcD',
  nested: { list: [1, { a: null }] },
};

describe('PSH-11 PSH-12 PSH-14 the payload of APNs', () => {
  it('has texts, sound and the like in aps, and the rest beside it', () => {
    expect(json('apns', content(EVERYTHING))).toEqual({
      aps: {
        alert: { title: 'Title', body: 'Hello' },
        badge: 3,
        sound: 'cheer.caf',
        category: 'REPLY',
        'content-available': 1,
        'mutable-content': 1,
        'thread-id': 'thread',
        'interruption-level': 'time-sensitive',
        'target-content-id': 'window',
      },
      uri: 'https://example.com/x',
      objectId: 'aBcD',
      nested: { list: [1, { a: null }] },
      ...TRACKING,
    });
    expect(render('apns', 'ios', content(EVERYTHING), CONTEXT)).toMatchObject({
      topic: 'com.example.app',
      pushType: 'alert',
      priority: 10,
      collapseId: 'score',
      tail: undefined,
    });
  });

  it.each([
    [{ alert: 'a' }, { alert: 'a' }],
    [{ alert: { title: 't', body: 'b', 'loc-key': 'k' } }, { alert: { title: 't', body: 'b', 'loc-key': 'k' } }],
    [{ alert: { body: 'b' }, title: 't' }, { alert: { body: 'b', title: 't' } }],
    [{ title: 't' }, { alert: { title: 't' } }],
    [
      { aps: { alert: 'own', 'relevance-score': 1 }, sound: 'x' },
      { alert: 'own', 'relevance-score': 1, sound: 'x' },
    ],
    [{ alert: 'a', 'content-available': 0 }, { alert: 'a' }],
    [{ badge: 0 }, { badge: 0 }],
    [{ badge: '12' }, { badge: 12 }],
    [{}, {}],
  ])('has %j as %j', (data, aps) => {
    expect(json('apns', content(data))).toEqual({ aps, ...TRACKING });
  });

  it('PSH-10 has a gap for the badge of each device', () => {
    for (const badge of ['Increment', 'increment', { __op: 'Increment', amount: 2 }]) {
      const rendered = render('apns', 'ios', content({ alert: '}} "badge":', badge }), CONTEXT);
      expect(rendered.tail).toBe('}}');
      for (const number of [1, 42]) {
        expect(JSON.parse(payloadOf(rendered, number))).toEqual({ aps: { alert: '}} "badge":', badge: number }, ...TRACKING });
      }
    }
    expect(JSON.parse(payloadOf(render('apns', 'ios', content({ badge: 'Increment' }), CONTEXT), 7))).toEqual({
      aps: { badge: 7 },
      ...TRACKING,
    });
  });

  it('wakes an app in the background with the lower priority, and its own type', () => {
    const silent = content({ 'content-available': 1, sync: true, priority: 10 });
    expect(render('apns', 'ios', silent, CONTEXT)).toMatchObject({ pushType: 'background', priority: 5 });
    expect(render('apns', 'ios', content({ 'content-available': 1, badge: 'Increment' }), CONTEXT)).toMatchObject({
      pushType: 'alert',
      priority: 10,
    });
  });

  it.each([
    ['voip', 'com.example.app.voip'],
    ['complication', 'com.example.app.complication'],
    ['fileprovider', 'com.example.app.pushkit.fileprovider'],
    ['liveactivity', 'com.example.app.push-type.liveactivity'],
    ['location', 'com.example.app.location-query'],
    ['pushtotalk', 'com.example.app.voip-ptt'],
    ['mdm', 'com.example.app'],
  ])('has the topic of its type: %s', (push_type, topic) => {
    expect(render('apns', 'ios', content({ alert: 'a', push_type }), CONTEXT).topic).toBe(topic);
  });

  it("has the platform's own members last, and the keys of tracking always", () => {
    const apns = {
      aps: { sound: 'own', badge: 9 },
      custom: { a: 2 },
      push_id: 'forged',
      push_hash: 'forged',
      topic: 'own.topic',
      priority: 5,
    };
    const pushed = content({ alert: 'a', sound: 's', badge: 'Increment', custom: { a: 1, b: 1 } }, { apns });
    expect(json('apns', pushed)).toEqual({ aps: { alert: 'a', sound: 'own', badge: 9 }, custom: { a: 2, b: 1 }, ...TRACKING });
    expect(render('apns', 'ios', pushed, CONTEXT)).toMatchObject({ topic: 'own.topic', priority: 5 });
  });
});

describe('PSH-11 PSH-12 PSH-14 the message to FCM', () => {
  it('has all common members in one string, beside push id and time', () => {
    expect(json('fcm', content(EVERYTHING), undefined, 'android')).toEqual({
      android: { priority: 'high', collapse_key: 'score' },
      data: { data: expect.any(String) as string, push_id: 'push123456', time: '2026-12-25T09:00:00.000Z' },
    });
    expect(dataOf(content(EVERYTHING))).toEqual({
      alert: 'Hello',
      title: 'Title',
      uri: 'https://example.com/x',
      objectId: 'aBcD',
      nested: { list: [1, { a: null }] },
      ...TRACKING,
    });
  });

  it('begins so that an adapter completes it without parsing', () => {
    const all = [content({}), content(EVERYTHING), content({}, { rawPayload: { data: { a: 1 } } }), content({ badge: 'Increment' })];
    for (const pushed of all) expect(render('fcm', 'android', pushed, CONTEXT).head).toMatch(/^\{"android":\{"priority":"/);
    expect(render('fcm', 'ios', content(EVERYTHING), CONTEXT).head).toMatch(/^\{"android":\{"priority":"/);
  });

  it('has a notification that Android draws only where one is given', () => {
    const pushed = content(
      { alert: 'a', sound: 's' },
      { notification: { title: 'n' }, android: { restricted_package_name: 'x', ttl: '1s', priority: 'normal', data: { n: 1, s: 's' } } },
    );
    expect(json('fcm', pushed, undefined, 'android')).toEqual({
      android: { priority: 'normal', notification: { title: 'n', sound: 's' }, restricted_package_name: 'x' },
      data: { n: '1', s: 's', data: expect.any(String) as string, push_id: 'push123456', time: '2026-12-25T09:00:00.000Z' },
    });
  });

  it('is the raw payload where one is given, without targets of its own', () => {
    const rawPayload = {
      token: 'stolen',
      topic: 'all',
      condition: 'x',
      android: { priority: 'HIGH', ttl: '5s' },
      data: { n: 1 },
      notification: { title: 't' },
    };
    expect(json('fcm', content({ alert: 'a' }, { rawPayload }), undefined, 'android')).toEqual({
      android: { priority: 'high' },
      notification: { title: 't' },
      data: { n: '1', push_hash: 'hash', push_id: 'push123456', time: '2026-12-25T09:00:00.000Z' },
    });
  });

  it('carries the payload of APNs for devices of Apple', () => {
    const rendered = render('fcm', 'ios', content({ alert: 'a', badge: 'Increment' }), { ...CONTEXT, expiresAt: 1_800_000_000_500 });
    expect(JSON.parse(payloadOf(rendered, 4))).toEqual({
      android: { priority: 'high' },
      apns: {
        headers: { 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-topic': 'com.example.app', 'apns-expiration': '1800000000' },
        payload: { aps: { alert: 'a', badge: 4 }, ...TRACKING },
      },
    });
    expect(json('fcm', content({ alert: 'a' }))).toMatchObject({ apns: { payload: { aps: { alert: 'a' } } } });
  });
});

describe('PSH-13 PSH-45 the notification for Windows', () => {
  const wns = (pushed: PushContent, context: Partial<RenderContext> = {}) => render('wns', 'winrt', pushed, { ...CONTEXT, ...context });
  const launch = (xml: string) =>
    JSON.parse(
      (/launch="([^"]*)"/.exec(xml)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
    ) as unknown;

  it('is a toast with title and text, and the payload in launch', () => {
    const { head, pushType, collapseId } = wns(content({ ...EVERYTHING, quote: '<"&' }));
    expect(pushType).toBe('wns/toast');
    expect(collapseId).toBe('score');
    expect(head.slice(head.indexOf('<visual>'))).toBe(
      '<visual><binding template="ToastText02"><text id="1">Title</text><text id="2">Hello</text></binding></visual></toast>',
    );
    expect(launch(head)).toEqual({
      ...{
        alert: 'Hello',
        title: 'Title',
        uri: 'https://example.com/x',
        objectId: 'aBcD',
        nested: { list: [1, { a: null }] },
        quote: '<"&',
      },
      ...TRACKING,
    });
  });

  it("has the app's name as its title where there is none, and one line where there is no name either", () => {
    expect(wns(content({ alert: 'a' }), { appName: 'Game & Co' }).head).toContain('<text id="1">Game &amp; Co</text><text id="2">a</text>');
    expect(wns(content({ alert: 'a' })).head).toContain('<binding template="ToastText01"><text id="1">a</text></binding>');
  });

  it('escapes everything, and leaves out characters that XML has no way to write', () => {
    const { head } = wns(content({ alert: '<b a="1">\'&\u0000\u000b\ud800\uffff</b>\r\n', title: ']]>' }));
    expect(head).toContain('<text id="1">]]&gt;</text><text id="2">&lt;b a=&quot;1&quot;&gt;&apos;&amp;\ufffd&lt;/b&gt;&#13;&#10;</text>');
  });

  it('is raw without text, a badge or a tile where the sender says so, and their XML as it is', () => {
    expect(wns(content({ sync: 1 }))).toMatchObject({ pushType: 'wns/raw', head: JSON.stringify({ sync: 1, ...TRACKING }) });
    expect(wns(content({}, { windows: { badge: 5 } }))).toMatchObject({ pushType: 'wns/badge', head: '<badge value="5"/>' });
    expect(wns(content({ alert: 'a' }, { windows: { type: 'badge', badge: '"x' } })).head).toBe('<badge value="&quot;x"/>');
    expect(wns(content({ alert: 'a' }, { windows: { type: 'tile' } })).head).toMatch(/^<tile><visual>.*<text id="1">a<\/text>/);
    expect(wns(content({ alert: 'a' }, { windows: { xml: '<toast/>' } }))).toMatchObject({ pushType: 'wns/toast', head: '<toast/>' });
    expect(
      wns(content({ alert: 'a' }, { windows: { alert: 'w', sound: 's"', launch: '<x>', tag: 'a tag that is longer than 16' } })),
    ).toMatchObject({
      head: '<toast launch="&lt;x&gt;"><visual><binding template="ToastText01"><text id="1">w</text></binding></visual><audio src="s&quot;"/></toast>',
      collapseId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
  });

  it('for a phone has the payload in its parameter', () => {
    const { head } = render('mpns', 'winphone', content({ alert: 'a<&', title: 't', badge: 1, n: 'ü' }), CONTEXT);
    expect(head).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><wp:Notification xmlns:wp="WPNotification"><wp:Toast>/);
    expect(head).toContain('<wp:Text1>t</wp:Text1><wp:Text2>a&lt;&amp;</wp:Text2>');
    const param = /<wp:Param>\?pushJson=(.*)<\/wp:Param>/.exec(head)?.[1] ?? '';
    expect(JSON.parse(decodeURIComponent(param))).toEqual({ alert: 'a<&', title: 't', n: 'ü', ...TRACKING });
  });
});

describe('PSH-12 PSH-14 the JSON of Web Push', () => {
  it('has title, body and url, and the rest in data', () => {
    const pushed = content(EVERYTHING, { web: { icon: 'i.png', data: { more: 1 }, push_id: 'forged' } });
    expect(json('webpush', pushed, undefined, 'web')).toEqual({
      title: 'Title',
      body: 'Hello',
      url: 'https://example.com/x',
      icon: 'i.png',
      data: { objectId: 'aBcD', nested: { list: [1, { a: null }] }, more: 1 },
      ...TRACKING,
    });
  });
});

describe('a payload', () => {
  it('is rendered for each platform from a content that nobody changes', () => {
    const deepFrozen = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen);
      return value;
    };
    const pushed = deepFrozen(
      content(structuredClone(EVERYTHING), { apns: { aps: { a: 1 } }, android: { a: 1 }, windows: { a: 1 }, web: { a: 1 } }),
    ) as PushContent;
    for (const provider of ['apns', 'fcm', 'wns', 'mpns', 'webpush'] as const) {
      expect(render(provider, 'ios', pushed, CONTEXT)).toEqual(render(provider, 'ios', pushed, CONTEXT));
    }
  });

  it('is silent when it wakes the app and shows nothing', () => {
    expect(isSilent(content({ 'content-available': 1, x: 1 }))).toBe(true);
    expect(isSilent(content({ aps: { 'content-available': 1 } }))).toBe(true);
    expect(isSilent(content({}))).toBe(false);
    for (const shown of [{ alert: 'a' }, { sound: 's' }, { badge: 0 }, { title: 't' }, { aps: { alert: 'a' } }, { aps: { badge: 1 } }]) {
      expect(isSilent(content({ 'content-available': 1, ...shown }))).toBe(false);
    }
  });

  it('T1 may be repeated where it is silent or replaces its predecessor', () => {
    expect(defaultPolicy(content({ alert: 'a' }))).toBe('at_most_once');
    expect(defaultPolicy(content({ 'content-available': 1 }))).toBe('at_least_once');
    expect(defaultPolicy(content({ alert: 'a', collapse_id: 'score' }))).toBe('at_least_once');
  });
});
