import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const CODE = `
Parse.Cloud.beforeSave('Fixed', ({ object, original }) => {
  if (original !== undefined && object.get('score') < original.get('score')) throw new Parse.Error(142, 'The score never falls.');
});
`;

/** One pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

describe.skipIf(PROGRAM === undefined)(`more of the data browser in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  let folder: string;
  const ask = async (operation: string, request: object) =>
    (await console.deployment.admin.ask(`data.${operation}`, { app: 'shop', ...request })).body;
  const save = async (className: string, object: object): Promise<string> => (await ask('create', { className, object })).object.objectId;
  const stored = async (className: string, objectId: string) => (await ask('get', { className, objectId })).object;
  const change = (objectId: string, changes: object) => ask('update', { className: 'Game', objectId, changes });
  const ofUser = (method: string, path: string, sessionToken: string) =>
    console.deployment.admin.parlance.rest(method, path, undefined, { headers: { 'X-Parse-Session-Token': sessionToken } });

  /** The violations in the light and in the dark. */
  const inBothSchemes = async (): Promise<string[]> => {
    const light = await console.violations();
    await console.page.emulateMedia({ colorScheme: 'dark' });
    const dark = await console.violations();
    await console.page.emulateMedia({ colorScheme: 'light' });
    return [...light, ...dark];
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'console-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'main.js'), CODE);
    console = await ConsoleBrowser.start([{ id: 'shop', cloud: folder, settings: { files: { maxSize: '10kb' } } }]);
    await console.deployment.person('Ada', { role: 'owner' });
    await save('Game', { name: 'first', score: 1 });
    await console.goto('/apps/shop/data/Game');
    await console.signIn('Ada');
    await console.page.getByRole('grid').waitFor();
  });
  afterAll(async () => {
    await console?.close();
    await rm(folder, { recursive: true });
  });

  it('DAT-10 deleting a row of _Session logs the device out', async () => {
    const { parlance } = console.deployment.admin;
    const { sessionToken, objectId: user } = (await parlance.rest('POST', '/users', { username: 'bob', password: 'x' })).body;
    await ofUser('GET', '/users/me', sessionToken);
    await console.goto('/apps/shop/data/_Session');
    const row = console.page.getByRole('row').filter({ hasText: user });
    await row.getByRole('checkbox').check();
    expect(await console.violations()).toEqual([]);
    expect(await console.page.content()).not.toContain(sessionToken);
    await console.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await console.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => row.count()).toBe(0);
    expect((await ofUser('GET', '/users/me', sessionToken)).body).toMatchObject({ code: 209 });
  });

  it.each([
    ['_User', 'username', 'carol'],
    ['_Role', 'name', 'Editors'],
    ['_Installation', 'deviceType', 'ios'],
  ])('DAT-01 rows of %s are shown like those of other classes', async (className, field, value) => {
    const { parlance } = console.deployment.admin;
    if (className === '_User') await parlance.rest('POST', '/users', { username: value, password: 'secret-of-carol' });
    if (className === '_Role') await save('_Role', { name: value, ACL: { '*': { read: true } } });
    if (className === '_Installation') await parlance.rest('POST', '/installations', { deviceType: value, installationId: 'a-b-c' });
    await console.goto(`/apps/shop/data/${className}`);
    await expect.poll(() => console.page.locator(`[data-field="${field}"]`).allInnerTexts()).toContain(value);
    expect(await console.page.content()).not.toContain('secret-of-carol');
    expect(await console.violations()).toEqual([]);
  });

  it('DAT-04 a user of the app is edited in the grid by the rules of users', async () => {
    const [taken, user] = [
      await save('_User', { username: 'dora', password: 'x' }),
      await save('_User', { username: 'eve', password: 'x' }),
    ];
    await console.goto('/apps/shop/data/_User');
    const rename = async (name: string) => {
      await console.cell(user, 'username').click();
      await console.page.keyboard.press('Enter');
      await console.page.getByRole('textbox', { name: 'username' }).fill(name);
      await console.page.keyboard.press('Enter');
    };
    await rename('dora');
    await console.page.getByText('Account already exists for this username.').waitFor();
    await rename('eva');
    await expect.poll(async () => (await stored('_User', user)).username).toBe('eva');
    expect((await stored('_User', taken)).username).toBe('dora');
  });

  it('DAT-11 a class with more than 64 fields is flagged, and one with fewer is not', async () => {
    await save('Wide', Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`f${at}`, at])));
    await console.goto('/apps/shop/data/Wide');
    await console.page.getByText(/more than 64 slow down every read/).waitFor();
    expect(await console.violations()).toEqual([]);
    await console.goto('/apps/shop/data/Game');
    await console.page.getByRole('grid').waitFor();
    expect(await console.page.getByText(/more than 64/).count()).toBe(0);
  });

  it('DAT-12 the history of an object has authors and values, and restores those before a change', async () => {
    const objectId = await save('Game', { name: 'old', score: 13.5 });
    await change(objectId, { name: 'new', score: 20, nick: 'A' });
    await console.goto(`/apps/shop/data/Game?object=${objectId}`);
    const history = console.page.getByRole('region', { name: 'History' });
    await history.getByText('made the object').waitFor();
    const newest = history.locator('[data-history]').first();
    expect(await newest.getByRole('row').filter({ hasText: 'nick' }).innerText()).toMatch(/nick\s+\(empty\)\s+"A"/);
    expect(await inBothSchemes()).toEqual([]);

    await newest.getByRole('button', { name: /^Restore the values before/ }).click();
    await expect.poll(() => stored('Game', objectId)).toMatchObject({ name: 'old', score: 13.5 });
    expect(await stored('Game', objectId)).not.toHaveProperty('nick');
    await expect.poll(() => history.locator('[data-history]').count()).toBe(3);
    expect(await newest.innerText()).toContain('Ada changed');

    await console.page.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(() => stored('Game', objectId)).toMatchObject({ name: 'new', score: 20, nick: 'A' });
  });

  it('DAT-04 a trigger may refuse a restoration, and the values stay', async () => {
    const objectId = await save('Fixed', { name: 'kept', score: 1 });
    await ask('update', { className: 'Fixed', objectId, changes: { score: 2 } });
    await console.goto(`/apps/shop/data/Fixed?object=${objectId}`);
    await console.page.getByRole('button', { name: /^Restore the values before/ }).click();
    await console.page.getByText('The score never falls.').waitFor();
    expect((await stored('Fixed', objectId)).score).toBe(2);
  });

  it('the shown query and an object are copied as code, with keys that ship in clients alone', async () => {
    const objectId = await save('Game', { name: "O'Hara" });
    const filters = JSON.stringify([{ field: 'name', op: 'eq', value: "O'Hara" }]);
    await console.goto(`/apps/shop/data/Game?filters=${encodeURIComponent(filters)}`);
    await console.page.getByRole('button', { name: 'More' }).click();
    await console.page.getByRole('menuitem', { name: 'Copy as code' }).click();
    const dialog = console.page.getByRole('dialog');
    await dialog.getByText(String.raw`where={"name":"O'\''Hara"}`).waitFor();
    await dialog.getByRole('tab', { name: 'Kotlin' }).click();
    await dialog.getByRole('tabpanel', { name: 'Kotlin' }).getByText(`.whereEqualTo("name", "O'Hara")`).waitFor();
    expect(await console.violations()).toEqual([]);
    expect(await dialog.innerText()).not.toContain(console.deployment.admin.parlance.app('shop').keys.master);
    await console.page.keyboard.press('Escape');

    await console.goto(`/apps/shop/data/Game?object=${objectId}`);
    await console.page.getByRole('dialog').getByRole('button', { name: 'Copy as code' }).click();
    await console.page.getByRole('tab', { name: 'JavaScript' }).click();
    const panel = console.page.getByRole('tabpanel', { name: 'JavaScript' });
    await panel.getByText(`await new Parse.Query("Game").get("${objectId}")`).waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('a picture is uploaded into a File cell and shown by the console itself, with one entry in the audit', async () => {
    const objectId = await save('Game', { name: 'with a file' });
    await ask('add-field', { className: 'Game', field: 'photo', type: 'File' });
    await console.goto('/apps/shop/data/Game');
    await console.cell(objectId, 'photo').click();
    await console.page.keyboard.press('Enter');
    await console.page.locator('input[type="file"]').setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: PNG });
    await expect.poll(() => console.page.getByLabel('Name of a stored file').inputValue()).toMatch(/_dot\.png$/);
    const preview = console.page.getByRole('dialog').getByRole('img');
    await expect.poll(() => preview.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(1);
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await stored('Game', objectId)).photo?.name).toMatch(/_dot\.png$/);
    await console.cell(objectId, 'photo').getByRole('img').waitFor();
    const { body } = await console.deployment.admin.ask('audit.query', { app: 'shop', action: 'data.upload-file' });
    expect(body.entries).toMatchObject([{ outcome: 'done', author: { name: 'Ada' }, text: 'Uploaded the file dot.png to the app shop.' }]);
  });

  it('a file above the limit of the app is refused, and the value stays', async () => {
    const objectId = await save('Game', { name: 'without a file' });
    await console.goto('/apps/shop/data/Game');
    await console.cell(objectId, 'photo').click();
    await console.page.keyboard.press('Enter');
    const large = { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(11 << 10) };
    await console.page.locator('input[type="file"]').setInputFiles(large);
    await console.page.getByText(/File size exceeds maximum allowed/).waitFor();
    expect(await console.page.getByLabel('Name of a stored file').inputValue()).toBe('');
    await console.page.keyboard.press('Escape');
    expect(await stored('Game', objectId)).not.toHaveProperty('photo');
  });

  it('an array is edited as JSON, with its faults where they are', async () => {
    const objectId = await save('Game', { name: 'with tags', tags: ['a'] });
    await console.goto('/apps/shop/data/Game');
    await console.cell(objectId, 'tags').click();
    await console.page.keyboard.press('Enter');
    const editor = console.page.getByRole('textbox', { name: 'tags (JSON)' });
    await console.retype(editor, '["a", oops]');
    await console.page.locator('.cm-lint-marker-error').waitFor();
    expect(await inBothSchemes()).toEqual([]);
    await editor.press('Control+Enter');
    await console.page.getByText(/^This is no JSON/).waitFor();
    expect((await stored('Game', objectId)).tags).toEqual(['a']);
    await console.retype(editor, '["a", {"b": 2}]');
    await editor.press('Control+Enter');
    await expect.poll(async () => (await stored('Game', objectId)).tags).toEqual(['a', { b: 2 }]);
  });

  it('a GeoPoint is chosen on a map of our own, or by two numbers', async () => {
    const place = { __type: 'GeoPoint', latitude: 52.5, longitude: 13.4 };
    const objectId = await save('Game', { name: 'with a place', place });
    await console.goto('/apps/shop/data/Game');
    await console.cell(objectId, 'place').click();
    await console.page.keyboard.press('Enter');
    const map = console.page.getByRole('img', { name: /^Map of the world with the place 52.5, 13.4/ });
    await map.waitFor();
    expect(await inBothSchemes()).toEqual([]);
    const { width = 0, height = 0 } = (await map.boundingBox()) ?? {};
    await map.click({ position: { x: width / 2, y: height / 2 } });
    await expect.poll(async () => Math.abs(Number(await console.page.getByLabel('Latitude').inputValue()))).toBeLessThan(1);
    await console.page.getByLabel('Latitude').fill('10');
    await console.page.getByLabel('Longitude').fill('20');
    await console.page.keyboard.press('Enter');
    await expect.poll(async () => (await stored('Game', objectId)).place).toEqual({ ...place, latitude: 10, longitude: 20 });
  });

  it('the policy refuses nothing of ours', () => {
    expect(console.faults).toEqual([]);
  });
});
