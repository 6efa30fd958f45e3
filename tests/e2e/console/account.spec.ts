import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailOf, PASSWORD } from '../../contract/console/console-deployment.ts';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const NEXT_PASSWORD = 'a longer password of hers';

describe.skipIf(PROGRAM === undefined)(`own account and keys of apps in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  let keys: Readonly<Record<'master' | 'rest' | 'webhook', string>>;
  /** The code of the device, `steps` of thirty seconds from now: each code counts once. */
  let codeOf: (steps: number) => string;
  const press = (name: string) => console.page.getByRole('button', { name, exact: true }).click();
  const dialog = () => console.page.getByRole('dialog');

  beforeAll(async () => {
    console = await ConsoleBrowser.start([{ id: 'shop' }]);
    await console.deployment.person('Ada', { role: 'owner' });
    await console.deployment.person('Vera', { role: 'viewer' });
    keys = (await console.deployment.admin.ask('apps.create', { id: 'made', name: 'Made' })).body.keys;
  });
  afterAll(() => console?.close());

  it('the account page is reached by the menu, and refuses a wrong or a short password with words', async () => {
    await console.goto('/sign-in');
    await console.signIn('Ada');
    await console.page.getByRole('button', { name: 'Account', exact: true }).click();
    await console.page.getByRole('menuitem', { name: 'Your account' }).click();
    await console.page.getByText('ada@example.com').waitFor();
    await console.page.getByLabel('Present password').fill('not hers');
    await console.page.getByLabel(/^New password/).fill('short');
    await console.page.getByLabel('The new password again').fill('other');
    await press('Change the password');
    await console.page.getByText('Please use at least 10 characters.').waitFor();
    await console.page.getByText('The two passwords differ.').waitFor();
    for (const label of [/^New password/, /^The new password again/]) await console.page.getByLabel(label).fill(NEXT_PASSWORD);
    await press('Change the password');
    await console.page.getByRole('alert').waitFor();
  });

  it.each(['light', 'dark'] as const)('the account page has no grave violation of WCAG, %s', async (colorScheme) => {
    await console.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await console.violations()).toEqual([]);
  });

  it('a new password ends the other sessions, and keeps this one', async () => {
    const elsewhere = await console.deployment.signedIn('Ada');
    await console.page.getByLabel('Present password').fill(PASSWORD);
    await press('Change the password');
    await console.page.getByText('The password is changed.').waitFor();
    await expect.poll(async () => (await elsewhere.send('GET', '/session')).status, { timeout: 10_000 }).toBe(401);
    expect((await console.deployment.browser().signIn('Ada', { password: NEXT_PASSWORD })).status).toBe(200);
    expect(await console.page.getByLabel('Present password').inputValue()).toBe('');
  });

  it('a second factor is set up by the secret, counts from then on, and is switched off by a code', async () => {
    await press('Set up a second factor');
    const secret = await dialog().getByLabel('Secret', { exact: true }).inputValue();
    expect(await dialog().getByLabel('Address (otpauth)', { exact: true }).inputValue()).toContain(`secret=${secret}`);
    await dialog().getByRole('img', { name: 'QR code of the account for the app on your device' }).waitFor();
    expect(await console.violations()).toEqual([]);
    const totp = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) });
    codeOf = (steps) => totp.generate({ timestamp: Date.now() + steps * 30_000 });
    await dialog().getByLabel('Code of the app').fill('000000');
    await press('Switch on');
    await dialog().getByRole('alert').waitFor();
    await dialog().getByLabel('Code of the app').fill(codeOf(-1));
    await press('Switch on');
    await console.page.getByText('A second factor is on.').waitFor();
    expect((await console.deployment.browser().signIn('Ada', { password: NEXT_PASSWORD })).body).toMatchObject({ needs: 'code' });
    await press('Switch off');
    await dialog().getByLabel('Code of the app').fill(codeOf(1));
    await dialog().getByRole('button', { name: 'Switch off' }).click();
    await console.page.getByText('Your password alone signs you in.').first().waitFor();
    expect((await console.deployment.browser().signIn('Ada', { password: NEXT_PASSWORD })).status).toBe(200);
  });

  it('keys that the apps file declares are shown, and changed there alone', async () => {
    await console.goto('/apps/shop/keys');
    await console.page.getByText('The apps file apps.json declares these keys').waitFor();
    const shop = console.deployment.admin.parlance.app('shop');
    await console.page.getByText(shop.keys.rest).waitFor();
    expect(await console.page.content()).not.toContain(shop.keys.master);
    expect(await console.page.getByRole('button', { name: 'Make a new key' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('the page of keys has no grave violation of WCAG, %s', async (colorScheme) => {
    await console.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await console.goto('/apps/made/keys');
    await console.page.getByText(keys.rest).waitFor();
    expect(await console.violations()).toEqual([]);
  });

  const statusAs = async (masterKey: string): Promise<number> => {
    const headers = { 'X-Parse-Application-Id': 'made', 'X-Parse-Master-Key': masterKey };
    return (await fetch(`${console.deployment.admin.parlance.url}/schemas`, { headers })).status;
  };
  const rotate = async (kind: string, overlap: string, typed?: string): Promise<string> => {
    await press('Make a new key');
    await dialog().getByLabel('Kind', { exact: true }).selectOption({ label: kind });
    await dialog().getByLabel('The old key is taken for').selectOption({ label: overlap });
    if (typed !== undefined) {
      expect(await dialog().getByRole('button', { name: 'Make a new key' }).isDisabled()).toBe(true);
      await dialog().getByLabel(`Type ${typed} to confirm`).fill(typed);
    }
    await dialog().getByRole('button', { name: 'Make a new key' }).click();
    const shown = console.page.getByTestId('new-key');
    await shown.waitFor();
    const key = (await shown.textContent())?.trim() ?? '';
    expect(await console.violations()).toEqual([]);
    await press('I have copied it');
    await shown.waitFor({ state: 'detached' });
    return key;
  };

  it('SET-04 the old master key goes on for the time that was chosen, and ends at once when it is revoked', async () => {
    await expect.poll(() => statusAs(keys.master), { timeout: 10_000 }).toBe(200);
    const next = await rotate('Master key', '1 hour');
    await expect.poll(async () => [await statusAs(next), await statusAs(keys.master)], { timeout: 10_000 }).toEqual([200, 200]);
    const row = console.page.locator('tr[data-kind="master"]').filter({ hasText: 'taken until' });
    await row.getByRole('button', { name: /^Revoke the key/ }).click();
    await dialog().getByLabel('Type master to confirm').fill('master');
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await console.page.getByText('The key is revoked.').waitFor();
    await expect.poll(async () => [await statusAs(next), await statusAs(keys.master)], { timeout: 10_000 }).toEqual([200, 403]);
    expect(await console.page.locator('tr[data-kind="master"]').getByRole('button').count()).toBe(0);
  });

  it('SET-04 a new master key without an overlap has to be confirmed by typing, and the old one stops at once', async () => {
    const before = (await console.deployment.admin.ask('keys.rotate', { app: 'made', kind: 'master' })).body.key;
    await expect.poll(() => statusAs(before), { timeout: 10_000 }).toBe(200);
    const next = await rotate('Master key', 'no time: it ends at once', 'master');
    await expect.poll(async () => [await statusAs(next), await statusAs(before)], { timeout: 10_000 }).toEqual([200, 403]);
    await console.page.reload();
    await console.page.getByText(keys.rest).waitFor();
    expect(await console.page.content()).not.toContain(next);
  });

  it('SET-05 somebody who may only look gets no button, and no secret key', async () => {
    await console.page.getByRole('button', { name: 'Account', exact: true }).click();
    await console.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await console.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await console.page.getByLabel('Email address').fill(emailOf('Vera'));
    await console.page.locator('input[autocomplete="current-password"]').fill(PASSWORD);
    await press('Sign in');
    await console.page.getByText(keys.rest).waitFor();
    expect(await console.page.getByRole('button', { name: 'Make a new key' }).count()).toBe(0);
    expect(await console.page.getByRole('button', { name: /^Revoke/ }).count()).toBe(0);
    expect(await console.page.content()).not.toContain(keys.webhook);
  });

  it('an app that does not exist is told, with the next step, and the whole run has broken no policy', async () => {
    await console.goto('/apps/nothing/keys');
    await console.page.getByRole('alert').waitFor();
    await console.page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(console.faults).toEqual([]);
  });
});
