import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeptDelivery } from '../frame/journal.ts';
import { startSimulators, type Simulators } from '../start-simulators.ts';
import { PLATFORMS, type Drawn, type PlatformName } from './drawn.ts';

let simulators: Simulators;
beforeAll(async () => {
  simulators = await startSimulators();
});
beforeEach(() => simulators.fcm.change({ reset: true }));
afterAll(() => simulators.close());

const page = async () => {
  const response = await fetch(simulators.controlUrl);
  return { headers: response.headers, html: await response.text() };
};

describe('a notification is drawn as its platform shows it', () => {
  const toast =
    '<toast launch="{}"><visual><binding template="ToastText02"><text id="1">App</text><text id="2">Hi &lt;3</text></binding></visual></toast>';
  const phone =
    '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>App</wp:Text1><wp:Text2>Hi</wp:Text2></wp:Toast></wp:Notification>';
  it.each<[PlatformName, unknown, Drawn, Record<string, string>?]>([
    ['apns', { aps: { alert: 'Hi', badge: 3 } }, { text: 'Hi', badge: '3', silent: false }],
    ['apns', { aps: { alert: { title: 'T', subtitle: 'S', body: 'B' } } }, { title: 'T · S', text: 'B', silent: false }],
    ['apns', { aps: { 'content-available': 1 } }, { silent: true }],
    ['fcm', { message: { notification: { title: 'T', body: 'B' } } }, { title: 'T', text: 'B', silent: false }],
    [
      'fcm',
      { message: { notification: { body: 'B' }, android: { notification: { title: 'A' } } } },
      { title: 'A', text: 'B', silent: false },
    ],
    ['fcm', { message: { data: { data: '{"alert":"Hi","title":"T"}' } } }, { title: 'T', text: 'Hi', silent: false }],
    ['fcm', { message: { data: { data: '{"n":1}' } } }, { silent: true }],
    ['wns', toast, { title: 'App', text: 'Hi <3', silent: false }],
    ['wns', '<badge value="7"/>', { badge: '7', silent: false }],
    ['wns', '{"a":1}', { silent: true }, { 'x-wns-type': 'wns/raw' }],
    ['winphone', phone, { title: 'App', text: 'Hi', silent: false }],
    ['web-push', { title: 'T', body: 'B' }, { title: 'T', text: 'B', silent: false }],
    ['web-push', { alert: 'Hi' }, { text: 'Hi', silent: false }],
  ])('%s: %j', (platform, payload, expected, facts = {}) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const delivery: KeptDelivery = { token: 't', tokenHash: '', payloadHash: '', pushId: '', at: 0, payload: text, facts };
    expect(JSON.parse(JSON.stringify(PLATFORMS[platform].draw(delivery)))).toEqual(expected);
  });
});

describe('the page', () => {
  it('says that nothing came, then shows each device with its notifications, the newest first', async () => {
    expect((await page()).html).toContain('No device has got a message yet.');
    const record = (token: string, text: string, at: number) =>
      simulators.fcm.journal.record({
        token,
        pushId: 'push1',
        payload: JSON.stringify({ message: { notification: { body: text } } }),
        facts: {},
        at,
      });
    record('old', 'first', 1_000);
    for (let n = 1; n <= 7; n += 1) record('new', `text ${n}`, 2_000 + n);
    const { html } = await page();
    expect(html.indexOf('>new<')).toBeLessThan(html.indexOf('>old<'));
    expect(html.match(/<span>text \d/g)).toEqual(['<span>text 7', '<span>text 6', '<span>text 5', '<span>text 4', '<span>text 3']);
    expect(html).toContain('2 earlier messages');
    expect(html).toContain('Android');
    expect(html).toContain('http-equiv="refresh"');
  });

  it('shows no more devices than have room', async () => {
    for (let n = 0; n < 62; n += 1) simulators.fcm.journal.record({ token: `t${n}`, pushId: '', payload: '{}', facts: {}, at: n });
    const { html } = await page();
    expect(html.match(/<section/g)).toHaveLength(60);
    expect(html).toContain('2 more devices');
  });

  it('runs and fetches nothing that a sender wrote', async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\``;
    const payload = JSON.stringify({ message: { notification: { title: evil, body: evil } } });
    simulators.fcm.journal.record({ token: evil, pushId: evil, payload, facts: { [evil]: evil }, at: 0 });
    const { html, headers } = await page();
    expect(html).not.toMatch(/<script|<img/);
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(5);
    const policy = headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /);
    expect(policy).not.toContain('sandbox'); // it would stop the page from loading itself anew
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('holds the one style that its policy allows', async () => {
    const { html, headers } = await page();
    const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? '';
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))).toString('base64');
    expect(headers.get('content-security-policy')).toContain(`'sha256-${digest}'`);
  });
});
