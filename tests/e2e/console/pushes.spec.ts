import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailOf, PASSWORD } from '../../contract/console/console-deployment.ts';
import { ended, send, startProviders, storeDevices, token } from '../push/push-deployment.ts';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const DEVICES = 40;
/** Fits nobody. */
const NOBODY = { badge: -1 };
const LATER = new Date(Date.now() + 86_400_000).toISOString();
/** The five seconds of the contract, and more for a busy machine. */
const SHOWN = { timeout: 15_000, interval: 100 };

describe.skipIf(PROGRAM === undefined)(`pushes and experiments in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  let providers: Awaited<ReturnType<typeof startProviders>>;
  beforeAll(async () => {
    providers = await startProviders();
    console = await ConsoleBrowser.start([{ id: 'shop' }], providers.env);
    await console.deployment.person('Ada', { role: 'owner' });
    await storeDevices(parlance(), DEVICES, (number) => ({ badge: number }));
    await console.goto('/apps/shop/push');
    await console.signIn('Ada');
  });
  afterAll(async () => {
    await console?.close();
    await providers?.close();
  });

  const parlance = () => console.deployment.admin.parlance;
  const text = (words: string | RegExp) => console.page.getByText(words).first();
  const button = (name: string) => console.page.getByRole('button', { name, exact: true });
  const dialog = () => console.page.getByRole('dialog');
  const figure = (label: string) => console.page.locator(`[data-figure="${label}"]`).innerText();
  const read = async (id: string) => (await parlance().masterRest('GET', `/push/${id}`)).body;
  const state = async (id: string) => (await read(id)).status as string;
  const experiment = (name: string, more: object = {}, rest: object = {}) =>
    send(parlance(), {
      where: {},
      experiment: { name, type: 'message', variants: [{ data: { alert: 'Hello' } }, { data: { alert: 'Hi' } }], ...more },
      ...rest,
    });
  const versionsOf = async (id: string): Promise<string[]> => (await read(id)).groups.map((group: { id: string }) => group.id);
  /** Devices that got a push. */
  const receivers = (id: string): number[] =>
    providers.simulators.apns.journal
      .recent()
      .filter(({ pushId }) => pushId === id)
      .map((delivery) => parseInt(delivery.token, 16));
  const open = async (pushId: string, numbers: readonly number[]) => {
    const body = { at: { __type: 'Date', iso: new Date().toISOString() }, push_hash: (await read(pushId)).pushHash as string };
    for (const number of numbers) {
      const headers = { 'X-Parse-Installation-Id': `installation-${number}` };
      expect((await parlance().rest('POST', '/events/AppOpened', body, { headers })).status).toBe(200);
    }
  };

  it('an app without pushes is told how they come, and led to a new one', async () => {
    await text('No push yet').waitFor();
    const links = console.page.getByRole('link', { name: 'New push' });
    expect(await links.first().getAttribute('href')).toBe('/apps/shop/push/new');
    expect(await console.violations()).toEqual([]);
  });

  it('PSH-25 PSH-26 PSH-40 lists a push, and shows its counts by device type and its failed deliveries by cause', async () => {
    providers.simulators.apns.change({ scripts: [{ tokens: [3, 7].map(token), fates: ['Unregistered'] }] });
    const id = await send(parlance(), { where: {}, data: { alert: 'Goal!' }, title: 'Match of the day' });
    await ended(parlance(), id);
    const row = console.page.locator(`[data-push="${id}"]`);
    await expect.poll(() => row.innerText(), SHOWN).toMatch(/Match of the day\s+API\s+Everybody\s+38\s+0\s+.*\s+sent/s);
    expect(await console.violations()).toEqual([]);
    await row.getByRole('link').click();
    await console.page.getByRole('heading', { name: 'Match of the day' }).waitFor();
    await expect.poll(() => figure('Sent')).toBe('38');
    expect(await figure('Failed')).toBe('2');
    const types = console.page.getByRole('table', { name: 'By device type' }).locator('[data-row="ios"]');
    expect(await types.innerText()).toMatch(/ios\s+38\s+2/);
    const errors = console.page.getByRole('table', { name: 'Delivery errors by cause' }).locator('[data-row="Unregistered"]');
    expect(await errors.innerText()).toMatch(/Unregistered\s+The app was removed from the device\.\s+2/);
    expect(await figure('Open rate')).toBe('0.00 %');
    await text('Nobody has opened it yet').waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('PSH-33 PSH-46 the open rate and the opens over time follow within seconds of an open', async () => {
    const id = await send(parlance(), { where: { badge: { $lt: 10 } }, data: { alert: 'Open me' } });
    await ended(parlance(), id);
    await console.goto(`/apps/shop/push/${id}`);
    await expect.poll(() => figure('Sent'), SHOWN).toBe('8'); // two devices have no token any more
    await open(id, [0, 1]);
    await expect.poll(() => figure('Open rate'), SHOWN).toBe('25.00 %');
    await console.page.getByRole('img', { name: /^2 opens in all/ }).waitFor();
    await open(id, [2]);
    await expect.poll(() => figure('Open rate'), SHOWN).toBe('37.50 %');
    await console.page.getByRole('img', { name: /^3 opens in all/ }).waitFor();
    await console.page.getByText('Show opens as a table').click();
    await console.page.getByRole('table', { name: 'Opens over time' }).waitFor();
    const target = console.page.getByRole('table', { name: 'Target' });
    expect(await target.innerText()).toMatch(/badge\s+is less than\s+10/);
    expect(await console.violations()).toEqual([]);
  });

  it('PSH-26 a push that waits for its time is shown to be sent without a reload', async () => {
    const soon = new Date(Date.now() + 6_000).toISOString();
    const id = await send(parlance(), { where: { badge: 1 }, data: { alert: 'Soon' }, push_time: soon });
    await console.goto(`/apps/shop/push/${id}`);
    await button('Cancel push').waitFor();
    await expect.poll(() => figure('Sent'), { timeout: 30_000, interval: 200 }).toBe('1');
    await console.page.getByText('sent', { exact: true }).waitFor();
  });

  it('PSH-21 a scheduled push is paused, resumed and canceled, and sends nothing', async () => {
    const id = await send(parlance(), { where: {}, data: { alert: 'Later' }, push_time: LATER });
    await console.goto(`/apps/shop/push/${id}`);
    await button('Pause').click();
    await button('Resume').waitFor();
    expect(await state(id)).toBe('paused');
    await button('Resume').click();
    await button('Pause').waitFor();
    expect(await state(id)).toBe('scheduled');
    await button('Cancel push').click();
    await dialog().getByText('Cancel this push?').waitFor();
    expect(await console.violations()).toEqual([]);
    await dialog().getByRole('button', { name: 'Cancel push' }).click();
    await console.page.getByText('canceled', { exact: true }).waitFor();
    expect(await ended(parlance(), id)).toMatchObject({ status: 'canceled', numSent: 0 });
    expect(await button('Delete').count()).toBe(0);
  });

  it('PSH-21 a scheduled push is deleted, and is gone from the list', async () => {
    const id = await send(parlance(), { where: {}, data: { alert: 'Never' }, push_time: LATER });
    await console.goto(`/apps/shop/push/${id}`);
    await button('Delete').click();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await console.page.getByRole('heading', { name: 'Pushes' }).waitFor();
    await expect.poll(() => console.page.locator(`[data-push="${id}"]`).count(), SHOWN).toBe(0);
    expect((await read(id)).code).toBe(101);
  });

  it('PSH-25 the list is narrowed to a state, goes on page by page, and marks times of each device', async () => {
    const wall = `${LATER.slice(0, 10)}T09:00:00`;
    const first = await send(parlance(), { where: NOBODY, data: { alert: 'Morning' }, push_time: wall });
    for (let count = 0; count < 51; count++)
      await send(parlance(), { where: NOBODY, data: { alert: `Number ${count}` }, push_time: LATER });
    await console.goto('/apps/shop/push');
    await console.page.getByLabel('State').selectOption('scheduled');
    await expect.poll(() => console.page.locator('[data-push]').count(), SHOWN).toBe(50);
    expect(console.page.url()).toContain('state=scheduled');
    await button('Show more').click();
    const row = console.page.locator(`[data-push="${first}"]`);
    await row.waitFor();
    expect(await row.innerText()).toMatch(/9:00.*each device's time/s);
    expect(await console.page.locator('[data-push]').count()).toBe(52);
    await console.page.getByLabel('State').selectOption('failed');
    await text('No push is in this state').waitFor();
  });

  it('EXP-08 EXP-18 EXP-19 an experiment is told in sentences, and follows opens within seconds', async () => {
    const id = await experiment('Greeting');
    const versions = await versionsOf(id);
    for (const version of versions) await ended(parlance(), version);
    await console.goto(`/apps/shop/push/experiments/${id}`);
    await text('Not enough data yet to name a winner.').waitFor();
    await text('Fewer than 100 devices have got it.').waitFor();
    const rows = console.page.getByRole('table', { name: 'Open rates' });
    const a = rows.locator('[data-row="A"]');
    await expect.poll(() => a.innerText()).toContain('0.00 %');
    // EXP-18: nobody has opened anything, so there is no range.
    expect(await console.page.locator('[data-range]').count()).toBe(0);
    expect(await rows.innerText()).not.toMatch(/and \d|NaN/);
    const got = receivers(versions[0] as string);
    await open(versions[0] as string, got.slice(0, 1));
    await expect.poll(() => a.innerText(), SHOWN).toContain(`${((1 / got.length) * 100).toFixed(2)} %`);
    expect(await console.page.locator('[data-range]').count()).toBe(2);
    await text(/^So far A is .* percentage points ahead of B/).waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('EXP-08 the winner is said in a sentence, and groups that differ too much in size are warned of', async () => {
    const id = await experiment('Decided');
    const versions = await versionsOf(id);
    for (const version of versions) await ended(parlance(), version);
    const statuses = (await parlance().database()).collection<{ _id: string }>('_PushStatus');
    const pushes = (await parlance().pushDatabase()).collection<{ objectId: string }>('pushes');
    const finishedAt = new Date(Date.now() - 72 * 3_600_000);
    const count = async (version: string | undefined, sent: number, opened: number) => {
      await statuses.updateOne({ _id: String(version) }, { $set: { numSent: sent } });
      await pushes.updateOne({ objectId: String(version) }, { $set: { opened, finishedAt } });
    };
    await count(versions[0], 20_000, 600);
    await count(versions[1], 20_000, 1_000);
    await console.goto(`/apps/shop/push/experiments/${id}`);
    await text('Version B is opened more often.').waitFor();
    await text('If you send both again, expect B to be opened 1.62 to 2.39 percentage points more often than A.').waitFor();
    await console.page.getByText('has a winner', { exact: true }).waitFor();
    await count(versions[0], 22_000, 660);
    await text('Do not trust its result.').waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('EXP-12 EXP-13 EXP-14 either version is launched after a question, once, and links to its push', async () => {
    const id = await experiment('Farewell');
    for (const version of await versionsOf(id)) await ended(parlance(), version);
    await console.goto(`/apps/shop/push/experiments/${id}`);
    await button('Launch version B').click();
    await dialog().getByText('Launch version B?').waitFor();
    await dialog()
      .getByText(/“Hi” goes to the rest of the audience/)
      .waitFor();
    expect(await console.violations()).toEqual([]);
    await dialog().getByRole('button', { name: 'Launch version B' }).click();
    await text('Version B was chosen for the rest of the audience.').waitFor();
    const { launch_push_id: launched, launch_choice: choice } = await read(id);
    expect(choice).toBe('B');
    expect(await button('Launch version A').count()).toBe(0);
    await ended(parlance(), launched);
    await console.page.getByRole('link', { name: 'Show the launched push' }).click();
    await text('This push is the launch of an experiment.').waitFor();
    await console.page.getByRole('link', { name: 'Show the experiment' }).click();
    await console.page.getByRole('heading', { name: 'Farewell' }).waitFor();
  });

  it('EXP-12 a version is launched at a later time, which can be taken back', async () => {
    const id = await experiment('Tomorrow');
    for (const version of await versionsOf(id)) await ended(parlance(), version);
    await console.goto(`/apps/shop/push/experiments/${id}`);
    await button('Launch version A').click();
    await dialog().getByLabel('When').selectOption('local');
    expect(await dialog().getByRole('button', { name: 'Launch version A' }).isDisabled()).toBe(true);
    await dialog()
      .getByLabel('Time')
      .fill(`${LATER.slice(0, 10)}T09:30`);
    await dialog().getByLabel('Stop trying').selectOption('3600');
    expect(await console.violations()).toEqual([]);
    await dialog().getByRole('button', { name: 'Launch version A' }).click();
    await console.page.getByRole('link', { name: 'Show the launched push' }).click();
    await text("each device's time").waitFor();
    const { launch_push_id: launched } = await read(id);
    expect(await read(launched)).toMatchObject({ pushTime: `${LATER.slice(0, 10)}T09:30:00.000`, expiration_interval: 3_600 });
    await button('Delete').click();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await expect.poll(async () => (await read(id)).launch_push_id as string | null, SHOWN).toBe(null);
  });

  it('EXP-13 a test of everybody has nothing to launch, and is canceled in all versions', async () => {
    const id = await experiment('Everybody', { size_percent: 100 }, { push_time: LATER });
    await console.goto(`/apps/shop/push/experiments/${id}`);
    await text('Everybody is tested: nobody is left to launch a version to.').waitFor();
    await button('Cancel push').click();
    await dialog().getByText('Cancel this experiment?').waitFor();
    await dialog().getByRole('button', { name: 'Cancel push' }).click();
    await expect.poll(async () => (await read(id)).state as string, SHOWN).toBe('canceled');
    await console.page.getByText('canceled', { exact: true }).waitFor();
  });

  it('SEC-08 an administrator who may only look is shown no step of a push', async () => {
    await console.deployment.person('Vera', { role: 'viewer' });
    const id = await send(parlance(), { where: NOBODY, data: { alert: 'Look' }, push_time: LATER });
    const context = await console.page.context().browser()?.newContext();
    const page = await context?.newPage();
    if (page === undefined) throw new Error('The browser is away.');
    await page.goto(`${console.deployment.url}/apps/shop/push/${id}`);
    await page.getByLabel('Email address').fill(emailOf('Vera'));
    await page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Look' }).waitFor();
    for (const name of ['Pause', 'Cancel push', 'Delete']) expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.getByRole('link', { name: 'All pushes' }).click();
    await page.locator(`[data-push="${id}"]`).waitFor();
    expect(await page.getByRole('link', { name: 'New push' }).count()).toBe(0);
    await context?.close();
  });

  it('a push that there is not, and a console that does not answer, are told', async () => {
    await console.goto('/apps/shop/push/nobody');
    await console.page.getByRole('alert').getByText('There is no push of this id.').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.goto('/apps/shop/push/experiments/nobody');
    await console.page.getByRole('alert').getByText('There is no push of this id.').waitFor();
    await console.page.route('**/api/push/list', (route) => route.abort());
    await console.goto('/apps/shop/push');
    await console.page.getByRole('alert').getByText('The console did not answer.').waitFor();
    await console.page.unroute('**/api/push/list');
    await button('Try again').click();
    await text('Number 50').waitFor();
  });

  it('the screens have no grave violation of WCAG in the dark, and are read at the width of a phone', async () => {
    const id = await experiment('Narrow', { size_percent: 100 }, { push_time: LATER });
    const [version] = await versionsOf(id);
    await console.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await console.page.setViewportSize({ width: 375, height: 700 });
    for (const [path, words] of [
      ['/apps/shop/push', 'Number 50'],
      [`/apps/shop/push/${version}`, 'This push is a version of an experiment'],
      [`/apps/shop/push/experiments/${id}`, 'Not enough data yet to name a winner.'],
    ] as const) {
      await console.goto(path);
      await text(words).waitFor();
      expect(await console.violations()).toEqual([]);
      expect([path, await console.page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 375]);
    }
    expect(console.faults).toEqual([]);
  });
});
