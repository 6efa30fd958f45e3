import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const XSS = '<img src=x onerror=alert(1)>';
type Answer = ReturnType<typeof JSON.parse>;

const JSON_LABEL = 'Value (JSON)';
describe.skipIf(PROGRAM === undefined)(`the Config page in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  let file: Answer;
  beforeAll(async () => {
    console = await ConsoleBrowser.start([{ id: 'shop', settings: { fileUpload: { enableForPublic: true } } }, { id: 'full' }]);
    await console.deployment.person('Ada', { role: 'owner' });
    await console.deployment.person('Vera', { role: 'viewer' });
    const { parlance } = console.deployment.admin;
    const uploaded = { app: parlance.app('shop'), headers: { 'Content-Type': 'text/plain' } };
    file = (await parlance.rest('POST', '/files/note.txt', 'Hello', uploaded)).body;
    await console.goto('/apps/shop/config');
    await console.signIn('Ada');
  });
  afterAll(() => console?.close());

  const rest = (method: string, path: string, body?: object, app = 'shop') =>
    console.deployment.admin.parlance.rest(method, path, body, { app: console.deployment.admin.parlance.app(app) });
  const ask = async (operation: string, request: object = {}): Promise<Answer> =>
    (await console.deployment.admin.ask(`parameters.${operation}`, { app: 'shop', ...request })).body;
  /** The parameters as a client gets them. */
  const params = async (): Promise<Answer> => (await rest('GET', '/config')).body['params'];
  const stored = async (name: string): Promise<Answer> => (await ask('list')).parameters.find((one: Answer) => one.name === name);
  const dialog = () => console.page.getByRole('dialog');
  const row = (name: string) => console.page.locator(`[data-parameter="${name}"]`);
  const add = async (name: string, type: string) => {
    await console.page.getByRole('button', { name: 'Add parameter' }).click();
    await dialog().getByLabel('Name', { exact: true }).fill(name);
    await dialog().getByLabel('Type', { exact: true }).selectOption(type);
  };
  const save = () => dialog().getByRole('button', { name: 'Save', exact: true }).click();
  const saved = async (name: string) => {
    await save();
    await dialog().waitFor({ state: 'detached' });
    await row(name).waitFor();
  };
  const open = (name: string) =>
    row(name)
      .getByRole('button', { name: `Change ${name}` })
      .click();

  it('an app without parameters says how they come there', async () => {
    await console.page.getByText('No parameter yet').waitFor();
    await console.page.getByText('0 of 100 parameters, 0 of 131,072 bytes').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('tab', { name: 'History' }).click();
    await console.page.getByText('No change yet').waitFor();
    await console.page.getByRole('tab', { name: 'Experiments' }).click();
    await console.page.getByText('No experiment yet').waitFor();
    await console.page.getByRole('tab', { name: 'Preview' }).click();
    await console.page.getByText('There is nothing to preview').waitFor();
    await console.page.getByRole('tab', { name: 'Parameters' }).click();
  });

  it('CFG-02 CFG-13 parameters of all eight types that are set here come back typed; a file has a working url', async () => {
    const inputs: readonly [name: string, type: string, label: string, text: string][] = [
      ['text', 'String', 'Value', XSS],
      ['number', 'Number', 'Value', '1.5'],
      ['date', 'Date', 'Value: Date and time, in your zone', '2026-11-30T05:00'],
      ['file', 'File', 'Name of a stored file', file.name],
      ['list', 'Array', JSON_LABEL, '[1, "a", {"b": null}]'],
      ['members', 'Object', JSON_LABEL, '{"a": {"b": [true]}}'],
    ];
    for (const [name, type, label, text] of inputs) {
      await add(name, type);
      const input = dialog().getByLabel(label, { exact: true });
      await (label === JSON_LABEL ? console.retype(input, text) : input.fill(text));
      await saved(name);
    }
    await add('flag', 'Boolean');
    await dialog().getByText('false', { exact: true }).click();
    await saved('flag');
    await add('place', 'GeoPoint');
    await dialog().getByLabel('Latitude').fill('52.5');
    await dialog().getByLabel('Longitude').fill('13.4');
    await saved('place');

    const expected = {
      text: XSS,
      number: 1.5,
      flag: false,
      date: { __type: 'Date', iso: '2026-11-30T10:00:00.000Z' },
      file: { __type: 'File', name: file.name, url: expect.any(String) as string },
      place: { __type: 'GeoPoint', latitude: 52.5, longitude: 13.4 },
      list: [1, 'a', { b: null }],
      members: { a: { b: [true] } },
    };
    await expect.poll(params, { timeout: 5_000 }).toEqual(expected);
    expect(await (await fetch((await params()).file.url)).text()).toBe('Hello');
    expect(await row('text').innerText()).toContain(XSS);
    expect(await row('text').locator('img').count()).toBe(0);
    await console.page.getByText('8 of 100 parameters').waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('CFG-09 faults in names and values are said in words, and nothing is saved', async () => {
    await add('1st', 'Object');
    await console.retype(dialog().getByLabel(JSON_LABEL, { exact: true }), '{"a": ');
    await save();
    await dialog()
      .getByText(/^This is no JSON/)
      .waitFor();
    await console.retype(dialog().getByLabel(JSON_LABEL, { exact: true }), '{"a": 1}');
    await save();
    await dialog().getByText('Invalid field name: 1st.').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.keyboard.press('Escape');
    expect((await ask('list')).parameters).toHaveLength(8);
  });

  it('CFG-05 CFG-10 an edit changes its parameter alone, and one for the master key is hidden from clients', async () => {
    await open('members');
    await dialog().getByRole('switch', { name: 'master key only' }).focus();
    await console.page.keyboard.press('Space');
    await saved('members');
    await row('members').getByText('master key only').waitFor();
    await expect.poll(async () => Object.keys(await params()).length, { timeout: 5_000 }).toBe(7);
    expect((await stored('members')).value).toEqual({ a: { b: [true] } });
  });

  it('conditions are added, ordered and previewed with their reasons', async () => {
    await open('number');
    for (const [place, member, text, value] of [
      [1, 'Device types', 'ios', '2'],
      [2, 'Languages', 'de, at', '3'],
    ] as const) {
      await dialog().getByRole('button', { name: 'Add condition' }).click();
      const condition = dialog().getByRole('group', { name: `Condition ${place}` });
      await condition.getByLabel(member).fill(text);
      await condition.getByLabel('Value', { exact: true }).fill(value);
    }
    await dialog().getByRole('button', { name: 'Move condition 2 up' }).click();
    expect(await console.violations()).toEqual([]);
    await saved('number');
    expect((await stored('number')).conditions).toEqual([
      { name: 'condition 2', when: { localeIdentifier: ['de', 'at'] }, value: 3 },
      { name: 'condition 1', when: { deviceType: ['ios'] }, value: 2 },
    ]);

    await rest('POST', '/installations', { installationId: 'phone', deviceType: 'ios', localeIdentifier: 'en-US' });
    await console.page.getByRole('tab', { name: 'Preview' }).click();
    await console.page.getByLabel('Installation id').fill('phone');
    await console.page.getByRole('button', { name: 'Show values' }).click();
    const shown = console.page.locator('[data-preview="number"]');
    await shown.getByText('The condition condition 1 holds.').waitFor();
    expect(await shown.innerText()).toContain('condition 2 does not hold: ');
    expect(await shown.locator('code').innerText()).toBe('2');
    expect(new URL(console.page.url()).searchParams.get('installation')).toBe('phone');
    await console.page.getByLabel('Language').fill('de-AT');
    await console.page.getByRole('button', { name: 'Show values' }).click();
    await shown.getByText('The condition condition 2 holds.').waitFor();
    await console.page.locator('[data-preview="members"]').getByText('Clients do not get it: master key only.').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('tab', { name: 'Parameters' }).click();
  });

  it('a change of somebody else is told, and not overwritten; one of another parameter does not matter', async () => {
    await open('text');
    await ask('change', { params: { text: 'theirs', number: 7 } });
    await dialog().getByLabel('Value', { exact: true }).fill('mine');
    await save();
    await console.page.getByText('Somebody changed this parameter meanwhile').waitFor();
    expect((await stored('text')).value).toBe('theirs');
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('button', { name: 'Keep theirs' }).click();
    await row('text').getByText('theirs').waitFor();

    await open('text');
    await ask('change', { params: { text: 'theirs again' } });
    await dialog().getByLabel('Value', { exact: true }).fill('mine');
    await save();
    await console.page.getByRole('button', { name: 'Save mine' }).click();
    await expect.poll(async () => (await stored('text')).value).toBe('mine');

    await row('text').getByText('mine').waitFor();
    await open('text');
    await ask('change', { params: { number: 8 } });
    await dialog().getByLabel('Value', { exact: true }).fill('mine alone');
    await saved('text');
    await expect.poll(async () => [(await stored('text')).value, (await stored('number')).value]).toEqual(['mine alone', 8]);
  });

  it('CFG-06 a parameter is removed after a confirmation', async () => {
    await row('list').getByRole('button', { name: 'Remove list' }).click();
    await dialog().getByText('Remove the parameter list?').waitFor();
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
    await row('list').waitFor({ state: 'detached' });
    await expect.poll(async () => 'list' in (await params()), { timeout: 5_000 }).toBe(false);
  });

  it('CFG-16 the history tells author and time of each change with its values, and the audit has one entry', async () => {
    await console.page.getByRole('tab', { name: 'History' }).click();
    const newest = console.page.locator('[data-version]').first();
    await newest.getByText('Ada').waitFor();
    expect(await newest.locator('time').getAttribute('datetime')).toMatch(/^\d{4}-/);
    await newest.locator('summary').click();
    await newest.locator('[data-difference="list"]').getByText('no such parameter').waitFor();
    expect(await newest.locator('[data-difference="list"] pre').innerText()).toContain('"a"');
    expect(await console.violations()).toEqual([]);
    const { entries } = (await console.deployment.admin.ask('audit.query', { app: 'shop', limit: 200 })).body;
    const removals = entries.filter(({ action }: Answer) => action === 'parameters.remove');
    expect(removals).toMatchObject([{ author: { name: 'Ada' }, outcome: 'done', text: 'Removed the parameter list of the app shop.' }]);
  });

  it('the parameters are rolled back to an earlier version, whose differences are shown before', async () => {
    const { changes } = await ask('history', { limit: 2 });
    const before = changes[1].version;
    await console.page.getByRole('button', { name: `Compare and roll back: version ${before}`, exact: true }).click();
    await dialog().locator('[data-difference="list"]').waitFor();
    expect(await dialog().locator('[data-difference]').count()).toBe(1);
    expect(await console.violations()).toEqual([]);
    await dialog().getByRole('button', { name: 'Roll back' }).click();
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(async () => (await stored('list'))?.value as unknown).toEqual([1, 'a', { b: null }]);
    await console.page.getByText(`rolled back to version ${before}`).waitFor();
  });

  it('a roll-back refuses where a change came after the comparison', async () => {
    const { changes } = await ask('history', { limit: 2 });
    await console.page.getByRole('button', { name: `Compare and roll back: version ${changes[1].version}`, exact: true }).click();
    await dialog().locator('[data-difference="list"]').waitFor();
    await ask('change', { params: { number: 9 } });
    await dialog().getByRole('button', { name: 'Roll back' }).click();
    await dialog().getByText('Somebody has changed the parameters meanwhile', { exact: false }).waitFor();
    expect((await stored('number')).value).toBe(9);
    await console.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('an experiment is drafted, started, reported and rolled out', async () => {
    await console.page.getByRole('tab', { name: 'Experiments' }).click();
    await console.page.getByRole('button', { name: 'Add experiment' }).click();
    await dialog().getByLabel('Name', { exact: true }).fill('Loud text');
    await dialog().getByLabel('Parameter', { exact: true }).selectOption('text');
    await dialog().getByLabel('Value of variant B').fill('LOUD');
    await dialog().getByLabel('Event that is the aim').fill('purchase');
    expect(await console.violations()).toEqual([]);
    await dialog().getByRole('button', { name: 'Save draft' }).click();
    const card = console.page.locator('[data-experiment]');
    await card.getByText('draft', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Start' }).click();
    await card.getByText('running', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Show report' }).click();
    await card.getByText('There are too few installations for a decision.').waitFor();
    expect(await console.violations()).toEqual([]);
    await card.getByRole('button', { name: 'Stop' }).click();
    await dialog().getByRole('button', { name: 'Stop' }).click();
    await card.getByText('stopped', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Roll out' }).click();
    await dialog().getByLabel('Variant').selectOption('B');
    await dialog().getByRole('button', { name: 'Roll out' }).click();
    await card.getByText('variant B rolled out').waitFor();
    await expect.poll(async () => (await stored('text')).value).toBe('LOUD');
  });

  it('CFG-03 CFG-04 the 100th parameter is taken, the next one and too many bytes are refused as the service says it', async () => {
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`p${at}`, at]));
    await ask('change', { app: 'full', params: many });
    await console.goto('/apps/full/config');
    await console.page.getByText('99 of 100 parameters').waitFor();
    await add('hundredth', 'String');
    await dialog().getByLabel('Value', { exact: true }).fill('x');
    await saved('hundredth');
    await add('one_more', 'String');
    await save();
    await dialog().getByText('An app has at most 100 parameters.').waitFor();
    await console.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await console.page.getByText('100 of 100 parameters').waitFor();
    await open('hundredth');
    await dialog().getByLabel('Value', { exact: true }).fill('x'.repeat(131_073));
    await save();
    await dialog().getByText('at most 131072 bytes', { exact: false }).waitFor();
    await console.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect((await ask('list', { app: 'full' })).parameters).toHaveLength(100);
  });

  it('a service that is away says so, and the page goes on when it is back', async () => {
    await console.page.route('**/api/parameters/list', (route) =>
      route.fulfill({ status: 503, contentType: 'application/json', body: '{"code":2,"error":"The config service does not answer."}' }),
    );
    await console.goto('/apps/shop/config');
    await console.page.getByText('The config service does not answer.').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.unroute('**/api/parameters/list');
    await console.page.getByRole('button', { name: 'Try again' }).click();
    await row('text').waitFor();
  });

  it('has no grave violation of WCAG in the dark, and can be read at the width of a phone', async () => {
    await console.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await console.page.setViewportSize({ width: 375, height: 800 });
    for (const tab of ['parameters', 'preview', 'history', 'experiments']) {
      await console.goto(`/apps/shop/config?tab=${tab}`);
      await console.page.getByRole('tab', { selected: true }).waitFor();
      await console.page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
      expect([tab, await console.violations()]).toEqual([tab, []]);
      expect([tab, await console.page.evaluate('document.documentElement.scrollWidth')]).toEqual([tab, 375]);
    }
    await console.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await console.page.setViewportSize({ width: 1300, height: 800 });
  });

  it('CFG-16 somebody who may only look sees the parameters, and no way to change them', async () => {
    await console.page.getByRole('button', { name: 'Account', exact: true }).click();
    await console.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await console.signIn('Vera');
    await console.page.getByRole('button', { name: 'Account', exact: true }).waitFor();
    await console.goto('/apps/shop/config');
    await row('text').waitFor();
    expect(await console.page.getByRole('button', { name: 'Add parameter' }).count()).toBe(0);
    expect(await row('text').getByRole('button').count()).toBe(0);
    expect(console.faults).toEqual([]);
  });
});
