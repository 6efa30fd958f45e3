import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailOf, PASSWORD } from '../../contract/console/console-deployment.ts';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

describe.skipIf(PROGRAM === undefined)(`screens of the console in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  beforeAll(async () => {
    console = await ConsoleBrowser.start([{ id: 'shop' }]);
  });
  afterAll(() => console?.close());

  it('the link of the first run makes the owner, and leaves the address at once', async () => {
    await console.goto('/first-run');
    await console.page.getByText('The link is not complete').waitFor();
    await console.goto('/sign-in'); // a new fragment alone would not load the page again
    await console.goto(`/first-run#${await console.deployment.firstRunLink()}`);
    await console.page.getByLabel('Your name').fill('Ada');
    expect(new URL(console.page.url()).hash).toBe('');
    expect(await console.violations()).toEqual([]);
    await console.page.getByLabel('Email address').fill(emailOf('Ada'));
    for (const input of await console.page.locator('input[autocomplete="new-password"]').all()) await input.fill(PASSWORD);
    await console.page.getByRole('button', { name: 'Make the administrator' }).click();
    await console.page.getByRole('heading', { name: 'Apps' }).waitFor();
  });

  it('the start of an app waits for its first object, which appears when it is saved', async () => {
    await console.goto('/apps/shop');
    await console.page.getByText('Waiting for the first object').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.deployment.admin.ask('data.create', { app: 'shop', className: 'GameScore', object: { playerName: 'Grace' } });
    await console.page.getByText('"playerName": "Grace"').waitFor();
    await console.page.getByRole('link', { name: 'Open GameScore in the data browser' }).click();
    await console.page.getByRole('gridcell', { name: 'Grace' }).waitFor();
  });

  it('DAT-12 the audit log tells who has changed what, and when', async () => {
    await console.page.getByRole('link', { name: 'Audit log' }).click();
    await console.page.getByText('Created an object of the class GameScore').waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it.each([
    ['/', 'Apps'],
    ['/apps/shop/data', 'Choose a class'],
    ['/apps/shop/users', 'Whom do you look for?'],
    ['/apps/shop/settings?find=maxLimit', 'maxLimit'],
    ['/administrators', 'ada@example.com'],
    ['/nowhere', 'There is no such page'],
  ])('%s has no grave violation of WCAG, in light and dark', async (path, text) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await console.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await console.goto(path);
      await console.page.getByText(text).first().waitFor();
      expect(await console.violations()).toEqual([]);
    }
  });

  it('commands are found by the keyboard', async () => {
    await console.goto('/apps/shop/settings');
    await console.page.getByRole('heading', { name: 'Settings' }).waitFor();
    await console.page.keyboard.press('Control+k');
    await console.page.getByPlaceholder('Go to an app, a class or a section').fill('GameSc');
    await console.page.getByText('GameScore').first().waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.keyboard.press('ArrowDown');
    await console.page.keyboard.press('Enter');
    await console.page.getByRole('grid', { name: 'Objects of GameScore' }).waitFor();
  });

  it('somebody who signs out is led to the sign-in, and from there back', async () => {
    await console.page.getByRole('button', { name: 'Account', exact: true }).click();
    await console.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await console.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await console.violations()).toEqual([]);
    await console.signIn('Nobody');
    await console.page.getByRole('alert').waitFor();
    await console.signIn('Ada');
    await console.page.getByRole('grid', { name: 'Objects of GameScore' }).waitFor();
    expect(console.faults).toEqual([]);
  });
});
