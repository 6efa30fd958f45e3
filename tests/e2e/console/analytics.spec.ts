import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const DAY_MS = 86_400_000;
const SOON = { timeout: 60_000 };
const MARKUP = '<img src=x onerror=alert(1)>';
const iso = (at: number) => new Date(at).toISOString();
/** Whether there is a drawing on each graph of the page. */
const ARE_DRAWN = `[...document.querySelectorAll('main [role=img]')].every((graph) => {
  const canvas = graph.querySelector('canvas');
  return canvas !== null && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte !== 0);
})`;
/** Noon of so many days ago, in UTC. */
const noon = (daysAgo: number) => iso(Math.floor(Date.now() / DAY_MS) * DAY_MS - daysAgo * DAY_MS + DAY_MS / 2);

describe.skipIf(PROGRAM === undefined)(`analytics of the console in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true };
    console = await ConsoleBrowser.start([{ id: 'shop', settings }, { id: 'fresh' }]);
    await console.deployment.person('Ada', { role: 'owner' });
    await console.deployment.person('Eve', { role: 'supporter' });
    await console.deployment.person('Vic', { role: 'viewer' });
  });
  afterAll(() => console?.close());

  const rest = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const { parlance } = console.deployment.admin;
    return parlance.rest(method, path, body, { app: parlance.app('shop'), headers });
  };
  const send = async (events: readonly object[], headers: Record<string, string> = {}) => {
    const answer = await rest('POST', '/events', { events }, headers);
    expect(answer, answer.text).toMatchObject({ status: 200 });
  };
  const counted = (request: object, total: number) =>
    expect
      .poll(async () => (await console.deployment.admin.ask('analytics.count', { app: 'shop', ...request })).body.total, SOON)
      .toBe(total);
  /** A text field with suggestions: their list has the same label. */
  const field = (name: string) => console.page.getByLabel(name, { exact: true }).and(console.page.locator('input'));
  const section = (name: string) => console.page.getByRole('region', { name, exact: true });
  const parts = (name: string) => section(name).getByRole('table', { name: `${name}, by part` });
  /** The figures of a table by the first cell of their rows. */
  const rowsOf = async (table: Locator): Promise<Readonly<Record<string, string>>> => {
    const rows = await table.locator('tr').all();
    const texts = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
    return Object.fromEntries(texts.map(([name, count]) => [name?.trim() ?? '', count?.trim() ?? '']));
  };
  const isFlawless = async () => expect(await console.violations()).toEqual([]);

  it('an app without events says how figures come there, on every page', async () => {
    await console.goto('/apps/fresh/analytics');
    await console.signIn('Ada');
    await console.page.getByText('No app open in this range').waitFor();
    await console.page.getByText('No event in this range').waitFor();
    await isFlawless();
    for (const [path, text] of [
      ['requests', 'No request in this range'],
      ['events', 'No event in this range'],
      ['audience', 'Nobody was active in this range'],
      ['retention', 'Nobody came in this range'],
      ['funnel', 'Which two events?'],
      ['errors', 'No error was reported in this range'],
      ['explorer', 'No graph is saved yet'],
    ] as const) {
      await console.goto(`/apps/fresh/analytics/${path}`);
      await console.page.getByText(text).waitFor();
    }
  });

  it('ANA-10 a request appears in the live graph within five seconds, without a reload', async () => {
    await console.goto('/apps/shop/analytics');
    const live = section('API requests, live');
    await live.getByText('nothing from').waitFor();
    await rest('GET', '/classes/Game');
    const sent = Date.now();
    await live.getByText('API requests, live: 1 from').waitFor();
    expect(Date.now() - sent).toBeLessThan(5_000);
    await live.locator('canvas').waitFor();
  });

  it('ANA-08 requests are split by class, verb and device type, and the parts add up to the total', async () => {
    await rest('POST', '/classes/Game', { score: 1 }, { 'X-Parse-Client-Version': 'i1.19.0' });
    await rest('POST', '/classes/Player', { name: 'a' }, { 'X-Parse-Client-Version': 'a1.17.0' });
    await rest('GET', '/classes/Game/nobody0000');
    await counted({ source: 'requests' }, 4);
    for (const [by, found] of [
      ['className', { Game: '3', Player: '1' }],
      ['verb', { GET: '2', POST: '2' }],
      ['deviceType', { ios: '1', android: '1', 'Not told': '2' }],
    ] as const) {
      await console.goto(`/apps/shop/analytics/requests?range=hour&by=${by}`);
      await parts('API requests').waitFor();
      const { Value: _head, Total: total, ...rows } = await rowsOf(parts('API requests'));
      expect(rows).toEqual(found);
      expect(Object.values(rows).reduce((sum, count) => sum + Number(count), 0)).toBe(Number(total));
    }
    await section('Times of requests, in ms').waitFor();
    await isFlawless();
  });

  it('ANA-18 opens that a push has caused stand apart from others', async () => {
    const push = { objectId: 'push1', a: 'shop', state: 'succeeded', createdAt: new Date(), pushHash: '0123456789abcdef' };
    const { parlance } = console.deployment.admin;
    await rest('POST', '/installations', { deviceType: 'ios', installationId: 'one' });
    await (await parlance.pushDatabase()).collection<{ _id: string }>('pushes').insertOne({ _id: 'shop.push1', ...push });
    await rest('POST', '/events/AppOpened', { push_hash: push.pushHash }, { 'X-Parse-Installation-Id': 'one' });
    await rest('POST', '/events/AppOpened', {});
    await rest('POST', '/events/AppOpened', {});
    await counted({ event: 'AppOpened' }, 3);
    await console.goto('/apps/shop/analytics');
    await parts('App opens').waitFor();
    expect(await rowsOf(parts('App opens'))).toMatchObject({ 'Caused by a push': '1', 'Other opens': '2', Total: '3' });
    await isFlawless();
  });

  it('ANA-04 a custom event is split by each of its dimensions, with names that are markup shown as text', async () => {
    const searched = (source: string, [priceRange, dayType]: readonly [string, string]) => ({
      name: MARKUP,
      dimensions: { source, priceRange, dayType },
    });
    await send([
      searched(MARKUP, ['low', 'weekday']),
      searched('craigslist', ['low', 'weekend']),
      searched('craigslist', ['high', 'weekend']),
    ]);
    await counted({ event: MARKUP }, 3);
    await console.goto('/apps/shop/analytics/events?range=day');
    await console.page.getByRole('button', { name: MARKUP }).click();
    for (const [dimension, rows] of [
      ['source', { [MARKUP]: '1', craigslist: '2' }],
      ['priceRange', { low: '2', high: '1' }],
      ['dayType', { weekday: '1', weekend: '2' }],
    ] as const) {
      await console.page.getByLabel('Split by').selectOption({ label: dimension });
      const first = Object.keys(rows)[1] ?? '';
      await parts(MARKUP).getByRole('cell', { name: first, exact: true }).waitFor();
      expect(await rowsOf(parts(MARKUP))).toMatchObject({ ...rows, Total: '3' });
    }
    await isFlawless();
    await field('Dimension').fill('dimensions.priceRange');
    await console.page.keyboard.press('Escape');
    await console.page.getByLabel('Value', { exact: true }).fill('low');
    await console.page.getByRole('button', { name: 'Add filter' }).click();
    await section(MARKUP).getByText(`${MARKUP}: 2 from`).waitFor();
    await console.page.getByRole('button', { name: 'Remove the filter: priceRange is low' }).click();
    await section(MARKUP).getByText(`${MARKUP}: 3 from`).waitFor();
  });

  it('ANA-20 a month by days has a point for each day, zeros included, as a table and as CSV', async () => {
    await send([
      { name: 'monthly', at: noon(20) },
      { name: 'monthly', at: noon(3), dimensions: { formula: '=1+1' } },
    ]);
    await counted({ event: 'monthly' }, 2);
    await console.goto('/apps/shop/analytics/events?range=month&event=monthly');
    await section('monthly').getByRole('button', { name: 'Show as table: monthly' }).focus();
    await console.page.keyboard.press('Enter');
    const rows = section('monthly').getByRole('region', { name: 'monthly, as a table' }).locator('tbody tr');
    await rows.first().waitFor();
    const figures = await Promise.all((await rows.all()).map((row) => row.locator('td').nth(1).innerText()));
    expect(figures).toHaveLength(30);
    expect(figures.map(Number)).toEqual(Array.from({ length: 30 }, (_, day) => (day === 3 || day === 20 ? 1 : 0)));
    await isFlawless();
    const [file] = await Promise.all([
      console.page.waitForEvent('download'),
      section('monthly').getByRole('button', { name: 'Download CSV: monthly' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('shop-monthly.csv');
    const lines = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect([lines[0], lines.length]).toEqual(['time,monthly', 31]);
    expect(lines.at(-4)).toBe(`${noon(3).slice(0, 10)}T00:00:00.000Z,1`);
  });

  it('an own range is chosen by its first and last day, and stands in the address', async () => {
    await console.page.getByLabel('Range').selectOption('own');
    await console.page.getByText('Choose the first and the last day of the range.').waitFor();
    await console.page.getByLabel('From', { exact: true }).fill(noon(20).slice(0, 10));
    await console.page.getByLabel('To, included').fill(noon(20).slice(0, 10));
    await section('monthly').getByText('monthly: 1 from').waitFor();
    await console.page.reload();
    await section('monthly').getByText('monthly: 1 from').waitFor();
    expect(await console.page.getByLabel('To, included').inputValue()).toBe(noon(20).slice(0, 10));
  });

  it('ANA-15 active installations of a day count once, those that came are followed, and a funnel tells who went on', async () => {
    const by = (installation: string) => ({ 'X-Parse-Installation-Id': installation });
    const at = (secondsAgo: number) => iso(Date.now() - secondsAgo * 1_000);
    await send(
      [
        { name: 'searched', at: at(3) },
        { name: 'bought', at: at(2) },
        { name: 'searched', at: at(1) },
      ],
      by('two'),
    );
    await send([{ name: 'searched', at: at(3) }], by('three'));
    await counted({ event: 'searched' }, 3);
    await console.goto('/apps/shop/analytics/audience');
    await section('Installations: Today').getByText('3', { exact: true }).waitFor();
    await section('Installations: This month').getByText('3', { exact: true }).waitFor();
    await section('Active installations by day').waitFor();
    await isFlawless();
    await console.goto('/apps/shop/analytics/retention');
    await console.page.getByRole('table', { name: 'Retention' }).getByText('100 %').waitFor();
    await isFlawless();
    await console.goto('/apps/shop/analytics/funnel');
    await field('First event').fill('searched');
    await field('Then').fill('bought');
    await console.page.keyboard.press('Enter');
    await console.page.getByText('Rate: 50 %').waitFor();
    await console.page.getByText('1 did bought after it').waitFor();
    await isFlawless();
  });

  it('ANA-07 errors stand by their code, reported and answered', async () => {
    const error = (code: string) => ({ name: 'error', dimensions: { code } });
    await send([error('404'), error('404'), error('209'), { name: 'error' }]);
    await counted({ event: 'error' }, 4);
    await console.goto('/apps/shop/analytics/errors?range=day');
    const reported = 'Errors that apps report';
    await parts(reported).waitFor();
    expect(await rowsOf(parts(reported))).toMatchObject({ '404': '2', '209': '1', Total: '3' });
    await section(reported).getByText('4 errors, 1 of them without a code.').waitFor();
    const answered = 'Requests that were answered with an error';
    await section(answered).getByText('failed.').waitFor();
    expect(await rowsOf(parts(answered))).toMatchObject({ '101': '1', Total: '1' });
    await isFlawless();
  });

  it('ANA-11 a graph is saved, listed, opened again with the same result, and deleted', async () => {
    await console.goto('/apps/shop/analytics/explorer?range=day');
    await console.page.getByLabel('Source').selectOption('requests');
    await field('Split by').fill('verb');
    await console.page.getByRole('button', { name: 'Count', exact: true }).click();
    await parts('API requests · Verb').waitFor();
    const before = await rowsOf(parts('API requests · Verb'));
    const dialog = console.page.getByRole('dialog');
    await console.page.getByRole('button', { name: 'Save graph' }).click();
    await dialog.getByLabel('Name').fill(`Verbs ${MARKUP}`);
    await isFlawless();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await console.page.getByRole('link', { name: `Open the graph Verbs ${MARKUP}` }).waitFor();
    await console.goto('/apps/shop/analytics/explorer');
    await console.page.getByRole('link', { name: `Open the graph Verbs ${MARKUP}` }).click();
    await parts('API requests · Verb').waitFor();
    await expect.poll(() => rowsOf(parts('API requests · Verb'))).toEqual(before);
    await isFlawless();
    await console.page.getByRole('button', { name: `Delete the graph Verbs ${MARKUP}` }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await console.page.getByText('No graph is saved yet').waitFor();
    expect((await console.deployment.admin.ask('analytics.graphs', { app: 'shop' })).body.graphs).toEqual([]);
  });

  it('graphs are readable in the dark and on a phone, without a grave violation of WCAG', async () => {
    await console.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await console.page.setViewportSize({ width: 375, height: 700 });
    for (const path of ['', '/requests', '/audience', '/retention', '/explorer']) {
      await console.goto(`/apps/shop/analytics${path}`);
      await console.page.getByRole('heading', { name: 'Analytics' }).waitFor();
      await console.page.locator('canvas, table').first().waitFor();
      await expect.poll(() => console.page.evaluate<boolean>(ARE_DRAWN), SOON).toBe(true);
      await isFlawless();
      expect(await console.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    }
    await console.page.setViewportSize({ width: 1300, height: 800 });
    await console.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  });

  it('an answer that does not arrive is told, as is a refusal, and the page goes on afterwards', async () => {
    await console.page.route('**/api/analytics/count', (route) => route.abort());
    await console.goto('/apps/shop/analytics/events');
    await console.page.getByRole('alert').getByText('The console did not answer.').waitFor();
    await isFlawless();
    await console.page.unroute('**/api/analytics/count');
    await console.page.getByRole('button', { name: 'Try again' }).click();
    await console.page.getByRole('table', { name: 'Events by name' }).waitFor();
    const long = { from: '1980-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' };
    await console.goto(`/apps/shop/analytics/events?${new URLSearchParams({ range: 'own', ...long }).toString()}`);
    await console.page.getByRole('alert').getByText('The range has more than 10081 points').waitFor();
    await console.page.getByLabel('Range').selectOption('week');
    await console.page.getByRole('table', { name: 'Events by name' }).waitFor();
  });

  it('ANA-14 administrators without the right have no such section, and those who only look save nothing', async () => {
    await signInAs('Vic');
    await console.goto('/apps/shop/analytics/explorer');
    await console.page.getByText('No graph is saved yet').waitFor();
    expect(await console.page.getByRole('button', { name: 'Save graph' }).count()).toBe(0);
    await signInAs('Eve');
    await console.goto('/apps/shop/users');
    await console.page.getByRole('link', { name: 'Users' }).waitFor();
    expect(await console.page.getByRole('link', { name: 'Analytics' }).count()).toBe(0);
    await console.goto('/apps/shop/analytics/events');
    await console.page.getByRole('alert').getByText('Ask an owner of the deployment for this right.').waitFor();
    expect(console.faults).toEqual([]);
  });

  async function signInAs(name: string): Promise<void> {
    await console.page.getByRole('button', { name: 'Account', exact: true }).click();
    await console.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await console.signIn(name);
    await console.page.getByRole('button', { name: 'Account', exact: true }).waitFor();
  }
});
