import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedProviders, startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ended, storeDevices } from '../push/push-deployment.ts';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

/** More than may be sent to without a number that is typed. */
const DEVICES = 1_200;
const FANS = 12;
const PATH = '/apps/shop/push/new';

const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe.skipIf(PROGRAM === undefined)(`the push composer in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  let simulators: Simulators;
  let folder: string;
  type Answer = ReturnType<typeof JSON.parse>;
  const ask = async (operation: string, request: object = {}): Promise<Answer> =>
    (await console.deployment.admin.ask(`push.${operation}`, { app: 'shop', ...request })).body;
  const pushes = async (): Promise<Answer[]> => (await ask('list')).pushes;

  const field = (name: string | RegExp) => console.page.getByLabel(name, typeof name === 'string' ? { exact: true } : {});
  const radio = (name: string) => console.page.getByRole('radio', { name, exact: true });
  const button = (name: string | RegExp) =>
    console.page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
  const go = async (step: string) => {
    await console.page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step }).click();
    await console.page.getByRole('heading', { name: step, level: 2, exact: true }).waitFor();
  };
  const seen = (text: string | RegExp) => console.page.getByText(text).first().waitFor();
  const summary = () => console.page.getByRole('region', { name: 'Summary', exact: true }).innerText();
  /** The fans alone, so that a push needs no number that is typed. */
  const toFans = async () => {
    await go('Audience');
    await radio('A new segment').check();
    await field('Query as JSON').fill('{"channels": "Fans"}');
    await seen(`Devices now: ${FANS}`);
  };
  const isSent = async (): Promise<string> => {
    await console.page.getByText(/^Its id is/).waitFor({ timeout: 40_000 });
    const text = await console.page.getByText(/^Its id is/).innerText();
    return /(\w{10})\.$/.exec(text)?.[1] ?? '';
  };

  beforeAll(async () => {
    simulators = await startSimulators();
    folder = await mkdtemp(join(tmpdir(), 'composer-'));
    const file = join(folder, 'simulators.json');
    await writeFile(file, JSON.stringify(simulatedProviders(simulators)));
    console = await ConsoleBrowser.start([{ id: 'shop' }, { id: 'empty' }], {
      PARLANCE_PUSH_SIMULATORS: file,
      PARLANCE_PUSH_TICK_MS: '100',
    });
    await console.deployment.person('Ada', { role: 'owner' });
    await storeDevices(console.deployment.admin.parlance, DEVICES, (number) => ({
      localeIdentifier: number % 4 === 0 ? 'de-DE' : 'en-US',
      timeZone: 'Europe/Berlin',
      ...(number < FANS ? { channels: ['Fans'] } : {}),
    }));
    await console.goto(PATH);
    await console.signIn('Ada');
    await seen('Who gets it?');
  });
  afterAll(async () => {
    await console?.close();
    await simulators?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await console.goto(PATH);
    await seen('Who gets it?');
    await button('Begin anew').click();
    await radio('Everyone').waitFor();
  });

  it('PSH-38 a push is written step by step, counted, previewed, taken back, and sent once', async () => {
    await seen(`Devices now: 1,200`);
    expect(await console.violations()).toEqual([]);
    await toFans();
    for (const step of ['A/B test', 'Time', 'Expiry', 'Message']) {
      await button('Next').click();
      await console.page.getByRole('heading', { name: step, level: 2, exact: true }).waitFor();
      expect(await console.violations()).toEqual([]);
    }
    await field('Title').fill('News');
    await field('Message').fill('The shop is open');
    await field('Name in the list of pushes').fill('Opening');
    await seen(/^iOS: \d+ of 4,096 bytes$/);
    await button('Next').click();
    for (const platform of ['iOS', 'Android', 'Windows', 'Web']) {
      const drawn = console.page.getByRole('figure', { name: `On ${platform}`, exact: true });
      await expect.poll(() => drawn.innerText()).toContain('The shop is open');
    }
    expect(await console.violations()).toEqual([]);
    await button('Next').click();
    await seen(`To ${FANS} devices, now.`);
    expect(await console.violations()).toEqual([]);
    await button('Send the push').click();
    await seen(/It is sent in \d+ seconds/);
    await button('Undo').click();
    await seen('Nothing was sent.');
    expect(await pushes()).toEqual([]);
    await button('Send the push').click();
    const id = await isSent();
    expect(await ended(console.deployment.admin.parlance, id, 30_000)).toMatchObject({ numSent: FANS, title: 'Opening', source: 'webui' });
    expect(await pushes()).toHaveLength(1);
    expect(await console.violations()).toEqual([]);
  });

  it('PSH-38 nothing is sent without an audience, a message, JSON that can be read, and times', async () => {
    await radio('A new segment').check();
    await field('Query as JSON').fill('{"channels": ');
    await seen('This is not a JSON object.');
    await field('Query as JSON').fill('{"channels": "Nobody"}');
    await seen('Nobody is in this audience.');
    await button('Next').click();
    await console.page.getByRole('heading', { name: 'Audience', level: 2, exact: true }).waitFor(); // It stays.
    await go('Time');
    await radio('At a time').check();
    await button('Next').click();
    await seen('Choose a date and a time.');
    await field('Date and time').fill(`${dayFrom(20)}T09:00`);
    await seen('more than two weeks ahead');
    await field('Date and time').fill(`${dayFrom(-2)}T09:00`);
    await seen('This time is past.');
    await go('Message');
    await button('Next').click();
    await seen('Write a message.');
    await field('Message').fill('Hello');
    await field('More data as JSON').fill('{"a"');
    await seen('This is not JSON');
    expect(await console.violations()).toEqual([]);
    await go('Review and send');
    const missing = console.page.getByRole('alert').filter({ hasText: 'This is missing before it can be sent' });
    for (const step of ['Audience', 'Time', 'Message']) await missing.getByRole('button', { name: step, exact: true }).waitFor();
    expect(await button('Send the push').count()).toBe(0);
    expect(await button('Schedule the push').count()).toBe(0);
    expect(await console.violations()).toEqual([]);
  });

  it('PSH-37 the languages of the audience are offered with their devices, and a push has its text in each', async () => {
    await toFans();
    await go('Message');
    await field('Message').fill('Hello');
    const languages = field('Add a language');
    expect(await languages.locator('option').allInnerTexts()).toEqual([
      'Choose one',
      'en (9 devices)',
      'en-US (9 devices)',
      'de (3 devices)',
      'de-DE (3 devices)',
    ]);
    await languages.selectOption('de');
    await button('Next').click();
    await seen('Write the message for de');
    await field('Message (de)').fill('Hallo');
    expect(await console.violations()).toEqual([]);
    await go('Preview');
    await field('Language').selectOption('de');
    await expect.poll(() => console.page.getByRole('figure', { name: 'On iOS' }).innerText()).toContain('Hallo');
    await go('A/B test');
    await seen('An A/B test has its message in one language. Remove the other languages'); // EXP-17
    expect(await console.page.getByRole('switch', { name: /Compare versions/ }).isDisabled()).toBe(true);
    await go('Review and send');
    await button('Send the push').click();
    const id = await isSent();
    expect(await ended(console.deployment.admin.parlance, id, 30_000)).toMatchObject({ numSent: FANS });
    expect(JSON.parse((await ask('get', { id })).payload)).toEqual({ alert: 'Hello', 'alert-de': 'Hallo' });
  });

  it('EXP-20 EXP-16 EXP-17 an A/B test is named, sized, written, reviewed with its warnings, and sent', async () => {
    await toFans();
    await go('A/B test');
    await console.page.getByRole('switch', { name: /Compare versions/ }).check();
    await button('Next').click();
    await seen('Give the test a name');
    await field('Name of the test').fill('Words');
    await seen('There is no suggestion'); // EXP-11
    await seen('6 devices take part, about 3 for each version.');
    await field('Percent of the audience that take part').fill('100');
    await seen('12 devices take part, about 6 for each version.');
    expect(await console.violations()).toEqual([]);
    await go('Message');
    expect(await field('Add a language').count()).toBe(0);
    await seen('An A/B test has its message in one language.');
    const version = (key: string) => console.page.getByRole('group', { name: `Version ${key}`, exact: true });
    await version('A').getByLabel('Message', { exact: true }).fill('Come in');
    await button('Next').click();
    await seen('Version B: Write a message.');
    await version('B').getByLabel('Message', { exact: true }).fill('We are open');
    expect(await console.violations()).toEqual([]);
    await go('Review and send');
    await seen('Read this before you trust the result');
    await seen('No push of this app was opened so far');
    expect(await summary()).toContain('Words, 2 messages, 100 % of the audience');
    expect(await console.violations()).toEqual([]);
    await button('Send the push').click();
    const id = await isSent();
    expect(await ask('get', { id })).toMatchObject({ kind: 'experiment', title: 'Words' });
    await expect.poll(async () => (await ask('get', { id })).sent, { timeout: 30_000 }).toBe(FANS);
  });

  it('EXP-16 EXP-20 a test of times warns of another experiment of the day with the same devices', async () => {
    await ask('send', {
      requestId: 'tomorrow',
      request: {
        where: {},
        push_time: new Date(Date.now() + 86_400_000).toISOString(),
        experiment: { name: 'Tomorrow', type: 'message', variants: [{ data: { alert: 'a' } }, { data: { alert: 'b' } }] },
      },
    });
    await toFans();
    await go('A/B test');
    await console.page.getByRole('switch', { name: /Compare versions/ }).check();
    await field('Name of the test').fill('Hours');
    await radio('Time').check();
    await go('Time');
    for (const [key, at] of [
      ['A', `${dayFrom(1)}T09:00`],
      ['B', `${dayFrom(1)}T18:00`],
    ] as const) {
      await console.page
        .getByRole('group', { name: `Version ${key}`, exact: true })
        .getByLabel('Date and time')
        .fill(at);
    }
    expect(await console.violations()).toEqual([]);
    await go('Message');
    await field('Message').fill('Hello');
    await go('Review and send');
    await seen('The experiment "Tomorrow" of the same day has devices of this one');
    expect(await summary()).toContain('Hours, 2 times, 100 % of the audience');
    await button('Schedule the push').waitFor();
  });

  it('a segment is saved, chosen, and deleted', async () => {
    await toFans();
    await button('Save this segment').click();
    await field('Name of the audience').fill('Fans');
    await console.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await console.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => field('Saved audience').locator('option:checked').innerText()).toContain('Fans');
    await seen(`Devices now: ${FANS}`);
    expect(await console.violations()).toEqual([]);
    await button('Delete this audience').click();
    await console.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await console.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(async () => (await ask('audiences')).audiences).toEqual([]);
    await seen('Choose a saved audience');
  });

  it('a test goes to one device alone', async () => {
    await go('Message');
    await field('Message').fill('Only you');
    await go('Preview');
    await field('Installation').fill('installation-7');
    const before = (await pushes()).length;
    await button('Send the test').click();
    await seen('The test is on its way.');
    await expect.poll(async () => (await pushes()).length).toBe(before + 1);
    const [{ id }] = await pushes();
    expect(await ended(console.deployment.admin.parlance, id, 30_000)).toMatchObject({ numSent: 1 });
  });

  it('more than a thousand devices take a number that is typed; a draft outlives a reload; all of it works on a phone, in the dark', async () => {
    await console.page.setViewportSize({ width: 375, height: 720 });
    await console.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await go('Time');
    await radio('At the local time of each device').check();
    await field('Date and time').fill(`${dayFrom(3)}T09:00`);
    await go('Message');
    await field('Message').fill('To all');
    expect(await console.violations()).toEqual([]);
    await console.page.reload();
    await expect.poll(() => field('Message').inputValue()).toBe('To all');
    const width = await console.page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(375);
    await go('Review and send');
    await seen(/^To 1,200 devices, on .* by the clock of each device\.$/);
    await button('Schedule the push').click();
    const dialog = console.page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Schedule the push' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(String(DEVICES));
    await dialog.getByRole('button', { name: 'Schedule the push' }).click();
    const id = await isSent();
    expect(await ask('get', { id })).toMatchObject({ state: 'scheduled', pushTime: expect.stringContaining(`${dayFrom(3)}T09:00:00`) });
    expect(await console.violations()).toEqual([]);
    await console.page.setViewportSize({ width: 1300, height: 800 });
  });

  it('an app without devices says so, and a refusal of the server is shown', async () => {
    await console.goto('/apps/empty/push/new');
    await seen('Nobody is in this audience.');
    expect(await console.violations()).toEqual([]);
    await console.goto(PATH);
    await radio('A new segment').check();
    await field('Query as JSON').fill('{"channels": {"$bad": 1}}');
    await console.page.getByRole('alert').filter({ hasText: '$bad' }).waitFor();
    expect(console.faults).toEqual([]);
  });
});
