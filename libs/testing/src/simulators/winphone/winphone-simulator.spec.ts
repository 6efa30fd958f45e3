import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../spec-client.ts';
import { startSimulators, type Simulators } from '../start-simulators.ts';
import { winphoneChannel } from './winphone-simulator.ts';

const PARAM = `?pushJson=${encodeURIComponent('{"alert":"Hi","push_id":"push1"}')}`;
const TOAST = `<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>App</wp:Text1><wp:Param>${PARAM}</wp:Param></wp:Toast></wp:Notification>`;
const DAY_MS = 86_400_000;
let clock = 20_000 * DAY_MS;
let simulators: Simulators;

const push = (
  headers: Record<string, string | undefined> = {},
  body = TOAST,
  { url = simulators.winphone.url, token = 'phone1', method = 'POST' } = {},
) =>
  send(winphoneChannel(url, token), {
    ca: simulators.authority,
    method,
    headers: { 'content-type': 'text/xml', 'x-windowsphone-target': 'toast', 'x-notificationclass': '2', ...headers },
    body,
  });
const statuses = ({ status, headers }: Awaited<ReturnType<typeof push>>) => [
  status,
  headers['x-notificationstatus'],
  headers['x-deviceconnectionstatus'],
  headers['x-subscriptionstatus'],
];

beforeAll(async () => {
  simulators = await startSimulators({ seed: 1, now: () => clock });
});
beforeEach(() => simulators.winphone.change({ reset: true }));
afterAll(() => simulators.close());

describe('a good message', () => {
  it('is received with and without TLS, and stands in the journal', async () => {
    expect(statuses(await push())).toEqual([200, 'Received', 'Connected', 'Active']);
    expect((await push({}, TOAST, { url: simulators.winphone.credentials.plainUrl })).status).toBe(200);
    expect(simulators.winphone.journal.summary()).toEqual([{ pushId: 'push1', messages: 2, devices: 1, duplicates: 1 }]);
    expect(simulators.winphone.journal.recent()[0]).toMatchObject({
      token: 'phone1',
      payload: TOAST,
      facts: { 'x-notificationclass': '2' },
    });
  });

  it('may be a tile, or raw', async () => {
    const tile = '<wp:Notification xmlns:wp="WPNotification"><wp:Tile><wp:Count>1</wp:Count></wp:Tile></wp:Notification>';
    expect((await push({ 'x-windowsphone-target': 'token', 'x-notificationclass': '1' }, tile)).status).toBe(200);
    expect((await push({ 'x-windowsphone-target': undefined, 'x-notificationclass': '3' }, '{"a":1}')).status).toBe(200);
  });
});

describe('a bad message is refused', () => {
  it.each<[string, Record<string, string | undefined>, string, number]>([
    ['an unknown target', { 'x-windowsphone-target': 'badge' }, TOAST, 400],
    ['no class', { 'x-notificationclass': undefined }, TOAST, 400],
    ['the class of a tile', { 'x-notificationclass': '1' }, TOAST, 400],
    ['another type of content', { 'content-type': 'application/json' }, TOAST, 400],
    ['broken XML', {}, TOAST.replace('</wp:Toast>', ''), 400],
    ['another namespace', {}, TOAST.replace('WPNotification', 'x'), 400],
    ['a tile as a toast', {}, TOAST.replaceAll('wp:Toast', 'wp:Tile'), 400],
    ['nothing', {}, '', 400],
    ['5,001 bytes', {}, TOAST.replace('App', 'x'.repeat(5_004 - TOAST.length)), 413],
  ])('%s', async (_what, headers, body, status) => {
    expect((await push(headers, body)).status).toBe(status);
    expect(simulators.winphone.journal.length).toBe(0);
  });

  it('and one by another method', async () => {
    expect((await push({}, TOAST, { method: 'PUT' })).status).toBe(405);
  });
});

it('takes 500 messages a day for one channel, then none until midnight (UTC)', async () => {
  clock += DAY_MS;
  simulators.winphone.change({ behaviours: { messagesPerDay: 3 } });
  for (let n = 0; n < 3; n += 1) expect((await push()).status).toBe(200);
  expect(statuses(await push())).toEqual([406, 'Dropped', 'Connected', 'Active']);
  expect((await push({}, TOAST, { token: 'phone2' })).status).toBe(200);
  clock += DAY_MS - 1;
  expect((await push()).status).toBe(406);
  clock += 1;
  expect((await push()).status).toBe(200);
  expect(simulators.winphone.report().behaviours.messagesPerDay).toBe(3);
  simulators.winphone.change({ reset: true });
  expect(simulators.winphone.report().behaviours.messagesPerDay).toBe(500);
});

describe('what a script says', () => {
  it.each([
    ['Expired', [404, 'Dropped', 'Disconnected', 'Expired']],
    ['Throttled', [406, 'Dropped', 'Connected', 'Active']],
    ['Inactive', [412, 'Dropped', 'Inactive', 'N/A']],
    ['Unavailable', [503, 'N/A', 'N/A', 'N/A']],
    ['QueueFull', [200, 'QueueFull', 'Connected', 'Active']],
  ])('%s is answered by %j', async (fate, expected) => {
    simulators.winphone.change({ scripts: [{ tokens: ['phone1'], fates: [fate] }] });
    expect(statuses(await push())).toEqual(expected);
    expect(simulators.winphone.journal.length).toBe(0);
  });
});
