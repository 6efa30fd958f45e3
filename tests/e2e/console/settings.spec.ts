import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const SOON = { timeout: 30_000, interval: 250 };
const PASSWORD = 'a password of a user';
const NEVER_SHOWN = 'smtp://mail-user:hidden-password@mail.example.com:587';

describe.skipIf(PROGRAM === undefined)(`settings, users and slow queries in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  /** Everything that the console has sent to the browser. */
  const traffic: string[] = [];
  const secrets: string[] = [];
  const parlance = () => console.deployment.admin.parlance;
  const dialog = () => console.page.getByRole('dialog');
  const press = (name: string) => console.page.getByRole('button', { name, exact: true }).click();
  const save = async (name: string) => {
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
    await console.page.getByText(`${name} is saved`).first().waitFor();
  };
  const settings = async (): Promise<Record<string, unknown>> =>
    (await console.deployment.admin.ask('settings.get', { app: 'made' })).body.settings;
  const asUser = async (method: string, path: string, body: object | undefined, headers: Record<string, string> = {}) => {
    const response = await fetch(parlance().url + path, {
      method,
      headers: { 'X-Parse-Application-Id': 'shop', 'X-Parse-REST-API-Key': parlance().app('shop').keys.rest, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const read: ReturnType<typeof JSON.parse> = await response.json();
    return { status: response.status, body: read };
  };

  beforeAll(async () => {
    console = await ConsoleBrowser.start([{ id: 'shop', settings: { slowQueryMs: 1, allowClientClassCreation: true } }]);
    console.page.on('response', (response) => {
      response.text().then(
        (text) => traffic.push(text),
        () => {}, // of an answer without a body
      );
    });
    await console.deployment.person('Ada', { role: 'owner' });
    const { keys } = (await console.deployment.admin.ask('apps.create', { id: 'made', name: 'Made' })).body;
    const declared = parlance().app('shop').keys;
    secrets.push(keys.master, keys.webhook, declared.master, declared.readOnlyMaster, declared.maintenance);
    secrets.push(NEVER_SHOWN, 'hidden-password', console.deployment.admin.ownerToken);
  });
  afterAll(() => console?.close());

  it('settings stand by subject, with a table of contents', async () => {
    await console.goto('/sign-in?back=/apps/made/settings');
    await console.signIn('Ada');
    await console.page.getByRole('navigation', { name: 'Subjects' }).getByRole('link', { name: 'Mails and pages' }).click();
    expect(new URL(console.page.url()).hash).toBe('#subject-mail');
    await console.page.getByRole('heading', { name: 'Mails and pages' }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await console.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await console.violations()).toEqual([]);
    }
  });

  it('SET-01 a switch, a number, a choice within an object and a list of texts are changed by editors of their own', async () => {
    await console.page.getByLabel('Find a setting').fill('allowClientClassCreation');
    await press('Change allowClientClassCreation');
    await dialog().getByRole('switch', { name: 'allowClientClassCreation' }).check({ force: true });
    expect(await console.violations()).toEqual([]);
    await save('allowClientClassCreation');
    await console.page.getByText('changed by Ada').waitFor();

    await console.page.getByLabel('Find a setting').fill('batchLimit');
    await press('Change batchLimit');
    await dialog().getByRole('textbox', { name: 'batchLimit' }).fill('77');
    await save('batchLimit');

    await console.page.getByLabel('Find a setting').fill('codeLog');
    await press('Change codeLog');
    await dialog().getByLabel('level', { exact: true }).selectOption('error');
    await save('codeLog');

    await console.page.getByLabel('Find a setting').fill('allowHeaders');
    await press('Change allowHeaders');
    await dialog().getByRole('combobox', { name: 'allowHeaders' }).fill('X-Trace');
    await console.page.keyboard.press('Enter');
    await dialog().getByText('X-Trace').waitFor();
    await save('allowHeaders');

    expect(await settings()).toMatchObject({
      allowClientClassCreation: true,
      batchLimit: 77,
      allowHeaders: ['X-Trace'],
      codeLog: { level: 'error' },
    });
  });

  it('a value that is no JSON, or that the server refuses, is told and stays to be corrected', async () => {
    await console.page.getByLabel('Find a setting').fill('rateLimit');
    await press('Change rateLimit');
    await dialog().getByLabel('Value as JSON').fill('[{');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByRole('alert').waitFor();
    await dialog().getByLabel('Value as JSON').fill('[{"requestPath":3}]');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByRole('alert').getByText('rateLimit').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect((await settings())['rateLimit']).not.toMatchObject([{ requestPath: 3 }]);
  });

  it('a setting goes back to its default, and two apps are compared', async () => {
    await console.page.getByLabel('Find a setting').fill('batchLimit');
    await press('Change batchLimit');
    await dialog().getByRole('button', { name: 'Back to default: 100' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect((await settings())['batchLimit']).toBe(100);
    await press('Compare with another app');
    await dialog().getByLabel('The other app').selectOption('shop');
    await dialog().getByRole('cell', { name: 'codeLog' }).waitFor();
    expect(new URL(console.page.url()).search).toContain('compare=shop');
    expect(await console.violations()).toEqual([]);
    await console.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('SEC-27 mails and pages are drawn while they are edited: scripts, addresses and pictures of them stay texts', async () => {
    const html =
      '<h1 style="color: red">Hi {{username}}</h1><script>alert(1)</script><img src=x onerror=alert(2) alt="logo"><style>p{}</style>';
    const templates = { verification: { en: { subject: 'Welcome to {{appName}}', html } }, passwordReset: {} };
    await console.page.getByLabel('Find a setting').fill('Mails to users');
    await press('Change mail');
    await dialog().getByText('the built-in one is sent').waitFor();
    await press('Edit as JSON');
    await dialog()
      .getByLabel('Value as JSON')
      .fill(JSON.stringify({ smtpUrl: NEVER_SHOWN, templates }));
    const mail = console.page.getByTestId('mail-preview');
    await mail.getByText('Welcome to My app').waitFor();
    expect(await mail.getByRole('heading', { name: 'Hi ada' }).getAttribute('style')).toBe('color: red;');
    expect(await mail.locator('script, img, style').count()).toBe(0);
    await mail.getByText('[logo]').waitFor();
    expect(await console.violations()).toEqual([]);
    await save('mail');

    await console.page.getByLabel('Find a setting').fill('pages that mailed links');
    await press('Change pages');
    await press('Edit as JSON');
    const texts = { en: { passwordResetTitle: 'Anew for {{appName}}' } };
    await dialog()
      .getByLabel('Value as JSON')
      .fill(JSON.stringify({ texts, brand: { accentColor: '#aa0000' } }));
    await console.page.getByTestId('page-preview').getByText('Anew for My app').waitFor();
    expect(await console.violations()).toEqual([]);
    await save('pages');
  });

  it('a secret is never shown again, and stays when something beside it is changed', async () => {
    await console.page.getByLabel('Find a setting').fill('Mails to users');
    await press('Change mail');
    await dialog().getByRole('textbox', { name: 'replyTo' }).fill('help@example.com');
    expect(await dialog().locator('input[type="password"]').getAttribute('placeholder')).toBe('set; it is never shown');
    await save('mail');
    expect(await settings()).toMatchObject({ mail: { replyTo: 'help@example.com', smtpUrl: { isSet: true } } });
  });

  it('SET-06 the clean-up of files begins here, and push credentials are tested', async () => {
    await console.page.getByLabel('Find a setting').fill('');
    await press('Count unused files');
    await console.page.getByTestId('clean-up').getByText('done').waitFor();
    await press('Remove unused files');
    await dialog().getByLabel('Type made to confirm').fill('made');
    await dialog().getByRole('button', { name: 'Remove unused files' }).click();
    await dialog().waitFor({ state: 'detached' });
    await console.page.getByTestId('clean-up').getByText('0 removed').waitFor();
    await press('Test the stored credentials');
    await console.page.getByText('Missing push configuration').waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('settings that the apps file decides are read only, and phones can read them', async () => {
    await console.page.setViewportSize({ width: 375, height: 700 });
    await console.goto('/apps/shop/settings?find=slowQueryMs');
    await console.page.getByText('The apps file decides this setting').waitFor();
    expect(await console.page.getByRole('button', { name: 'Change slowQueryMs' }).count()).toBe(0);
    expect(await console.page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await console.page.setViewportSize({ width: 1300, height: 800 });
  });

  it('SEC-08 the sessions of a user are listed without tokens, and one of them is ended', async () => {
    const signedUp = await asUser('POST', '/users', { username: 'grace', password: PASSWORD }, { 'X-Parse-Installation-Id': 'phone' });
    const tablet = await asUser('POST', '/login', { username: 'grace', password: PASSWORD }, { 'X-Parse-Installation-Id': 'tablet' });
    const tokens = [signedUp.body.sessionToken, tablet.body.sessionToken];
    secrets.push(...tokens);
    await console.goto('/apps/shop/users?text=grace');
    await console.page.getByRole('button', { name: 'Sessions of grace: 2' }).click();
    await dialog().getByText('tablet').waitFor();
    expect(await console.violations()).toEqual([]);
    await dialog()
      .getByRole('row')
      .filter({ hasText: 'tablet' })
      .getByRole('button', { name: /^End the session/ })
      .click();
    await console.page.getByText('The session is ended.').waitFor();
    await dialog().getByText('tablet').waitFor({ state: 'detached' });
    const statusOf = async (token: string) => (await asUser('GET', '/users/me', undefined, { 'X-Parse-Session-Token': token })).status;
    await expect.poll(async () => [await statusOf(tokens[0]), await statusOf(tokens[1])], SOON).toEqual([200, 400]);
    await console.page.keyboard.press('Escape');
    await console.page.getByRole('button', { name: 'Sessions of grace: 1' }).waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('PER-03 PER-01 a slow query is listed with its advice, and its index is made and dropped by a click', async () => {
    const objects = Array.from({ length: 20_000 }, (_, n) => ({ _id: `slow${n}` as never, score: n % 9 }));
    await (await parlance().database('shop')).collection('Slow').insertMany(objects);
    await parlance().rest(
      'POST',
      '/schemas/Slow',
      { fields: { score: { type: 'Number' } } },
      { app: parlance().app('shop'), key: 'master' },
    );
    await expect
      .poll(async () => {
        await asUser('GET', `/classes/Slow?where=${encodeURIComponent('{"score":3}')}`, undefined);
        const { body } = await console.deployment.admin.ask('indexes.slow-queries', { app: 'shop', className: 'Slow' });
        return body.queries.some(({ key }: { key: readonly unknown[] }) => key.length > 0);
      }, SOON)
      .toBe(true);
    await console.goto('/apps/shop/queries?className=Slow');
    const build = console.page.getByRole('button', { name: 'Make an index on score' }).first();
    await build.waitFor();
    expect(await console.violations()).toEqual([]);
    await build.click();
    await console.page.getByText('The index stands.').first().waitFor();
    await console.page.getByRole('button', { name: 'Drop the index score_1' }).click();
    await dialog().getByLabel('Type score_1 to confirm').fill('score_1');
    await dialog().getByRole('button', { name: 'Drop' }).click();
    await console.page.getByText('No unused index').waitFor();
  });

  it('an app without slow queries says how they come there, and one that is not there is told', async () => {
    await console.goto('/apps/made/queries');
    await console.page.getByText('No slow query was seen').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await console.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await console.violations()).toEqual([]);
    }
    await console.goto('/apps/nothing/queries');
    await console.page.getByRole('alert').first().waitFor();
  });

  it('SEC-28 nothing that the console sent, and nothing that the browser keeps, has a secret in it', async () => {
    const kept = await console.page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
    const all = [...traffic, kept, await console.page.content()].join('\n');
    expect(traffic.length).toBeGreaterThan(50);
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).not.toMatch(/\$2[aby]\$|scrypt\$|\$argon2|parlance_[0-9a-f]{16}_/);
    expect(console.faults).toEqual([]);
  });
});
