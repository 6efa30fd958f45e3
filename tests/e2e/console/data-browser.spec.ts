import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES_FOLDER } from '../../../tools/build-pages.ts';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const CODE = `
Parse.Cloud.beforeSave('Game', ({ object }) => {
  if (object.get('name') === 'forbidden') throw new Parse.Error(142, 'This name is taken.');
});
Parse.Cloud.beforeDelete('Game', ({ object }) => {
  if (object.get('name') === 'kept') throw new Parse.Error(142, 'This one stays.');
});
`;
const XSS = '<img src=x onerror=alert(1)>';
/** Graphs, the editor of JSON, and the map: the first letters of their built files. */
const LATER = ['plot-', 'json-editor-', 'geo-map-', 'countries-'];
const MASTER = { key: 'master' } as const;

describe.skipIf(PROGRAM === undefined)(`the data browser in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  let folder: string;
  const save = async (className: string, object: object): Promise<string> => {
    const { body } = await console.deployment.admin.ask('data.create', { app: 'shop', className, object });
    return body.object.objectId;
  };
  const stored = async (className: string, objectId: string) =>
    (await console.deployment.admin.ask('data.get', { app: 'shop', className, objectId })).body.object;
  const texts = (field: string) => console.page.locator(`[data-field="${field}"]`).allInnerTexts();

  let ada: string;
  let first: string;
  let third: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'console-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'main.js'), CODE);
    console = await ConsoleBrowser.start([{ id: 'shop', cloud: folder }]);
    await console.deployment.person('Ada', { role: 'owner' });
    ada = await save('Player', { name: 'Ada' });
    first = await save('Game', {
      name: 'first',
      score: 1.5,
      cheat: false,
      tags: ['a', 1],
      meta: { level: 3 },
      xss: XSS,
      at: { __type: 'Date', iso: '2026-11-30T10:00:00.000Z' },
      owner: { __type: 'Pointer', className: 'Player', objectId: ada },
      place: { __type: 'GeoPoint', latitude: 52.5, longitude: 13.4 },
    });
    await save('Game', { name: 'second', score: 20, cheat: true, tags: ['b'], at: { __type: 'Date', iso: '2026-12-01T10:00:00.000Z' } });
    third = await save('Game', { name: 'third', score: null });
    await console.goto('/apps/shop/data/Game');
    await console.signIn('Ada');
    await console.page.getByRole('grid').waitFor();
  });
  afterAll(async () => {
    await console?.close();
    await rm(folder, { recursive: true });
  });

  it('DAT-01 lists classes with counts, and shows the JSON of every value', async () => {
    await console.page.getByRole('link', { name: /^Game/ }).waitFor();
    expect(await console.page.getByRole('link', { name: /^Game/ }).innerText()).toMatch(/3$/);
    await console.page.getByRole('button', { name: `Show the object ${first}` }).click();
    const object = await stored('Game', first);
    for (const [name, value] of Object.entries(object)) {
      await expect.poll(() => console.page.locator(`[data-raw="${name}"]`).innerText()).toBe(JSON.stringify(value));
    }
    expect(await console.violations()).toEqual([]);
    await console.page.keyboard.press('Escape');
  });

  it('DAT-01 a date is shown in the zone of the viewer, with UTC beside it', async () => {
    expect(await console.cell(first, 'at').innerText()).toMatch(/5:00:00/);
    expect(await console.cell(first, 'at').getAttribute('title')).toBe('UTC 2026-11-30T10:00:00.000Z');
  });

  it('DAT-02 the fields of the server open no editor', async () => {
    for (const field of ['objectId', 'createdAt', 'updatedAt']) {
      await console.cell(first, field).dblclick();
      expect(await console.page.locator('[data-editing="true"]').count()).toBe(0);
    }
  });

  it('DAT-03 (empty) is apart from null; the Delete key unsets, and undo brings the value back', async () => {
    expect(await console.cell(third, 'score').innerText()).toBe('null');
    expect(await texts('owner')).toContain('(empty)');
    await console.cell(first, 'score').click();
    await console.page.keyboard.press('Delete');
    await expect.poll(async () => 'score' in (await stored('Game', first))).toBe(false);
    expect(await console.cell(first, 'score').innerText()).toBe('(empty)');
    await console.page.keyboard.press('Control+z');
    await expect.poll(async () => (await stored('Game', first)).score).toBe(1.5);
  });

  it('DAT-04 a value is edited in its place by the keyboard alone', async () => {
    await console.cell(first, 'score').click();
    await console.page.keyboard.press('Enter');
    await console.page.getByRole('textbox', { name: 'score' }).fill('7');
    await console.page.keyboard.press('Enter');
    await expect.poll(async () => (await stored('Game', first)).score).toBe(7);
    expect(await console.cell(first, 'score').innerText()).toBe('7');
    await console.page.keyboard.press('F2');
    await console.page.getByRole('textbox', { name: 'score' }).fill('not a number');
    await console.page.keyboard.press('Enter');
    await console.page.getByText('Please type a number').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.keyboard.press('Escape');
    expect((await stored('Game', first)).score).toBe(7);
  });

  it('DAT-04 a trigger that refuses is heard, and the value stays', async () => {
    await console.cell(first, 'name').click();
    await console.page.keyboard.press('Enter');
    await console.page.getByRole('textbox', { name: 'name' }).fill('forbidden');
    await console.page.keyboard.press('Enter');
    await console.page.getByText('This name is taken.').waitFor();
    await expect.poll(() => console.cell(first, 'name').innerText()).toBe('first');
    expect((await stored('Game', first)).name).toBe('first');
  });

  it('a change of somebody else is told, and not overwritten', async () => {
    await console.cell(first, 'name').click();
    await console.page.keyboard.press('Enter');
    await console.page.getByRole('textbox', { name: 'name' }).fill('mine');
    await console.deployment.admin.ask('data.update', { app: 'shop', className: 'Game', objectId: first, changes: { name: 'theirs' } });
    await console.page.keyboard.press('Enter');
    await console.page.getByText('Somebody changed this object meanwhile').waitFor();
    expect((await stored('Game', first)).name).toBe('theirs');
    await console.page.getByRole('button', { name: 'Keep theirs' }).click();
    await expect.poll(() => console.cell(first, 'name').innerText()).toBe('theirs');
  });

  it('a pointer leads to its object', async () => {
    await console.cell(first, 'owner').getByRole('link').click();
    await expect.poll(() => console.page.locator('[data-raw="name"]').innerText()).toBe('"Ada"');
    expect(new URL(console.page.url()).pathname).toBe('/apps/shop/data/Player');
  });

  it.each([
    ['name', 'is', 'second'],
    ['score', 'is more than', '10'],
    ['cheat', 'is', 'true'],
    ['tags', 'has the element', 'b'],
  ])('DAT-08 a filter on %s shows the rows of the same query', async (field, operator, value) => {
    await console.goto('/apps/shop/data/Game');
    await console.page.getByRole('button', { name: 'Add filter' }).click();
    const add = console.page.getByRole('group', { name: 'Filters' });
    await add.getByRole('combobox', { name: /^Field/ }).selectOption(field);
    await add.getByRole('combobox', { name: /^Condition/ }).selectOption({ label: operator });
    const input = add.getByLabel(/^Value/);
    if (field === 'cheat') await input.selectOption(value);
    else await input.fill(value);
    await expect.poll(() => texts('name')).toEqual(['second']);
    await console.page.reload();
    await expect.poll(() => texts('name')).toEqual(['second']); // the address restores the view
  });

  it('an object is made, and DAT-05 deleted; a trigger that refuses the deletion is heard', async () => {
    await console.goto('/apps/shop/data/Game');
    for (const name of ['kept', 'gone']) {
      await console.page.getByRole('button', { name: 'Add row' }).click();
      await console.page.getByLabel('Object as JSON').fill(JSON.stringify({ name }));
      await console.page.getByRole('dialog').getByRole('button', { name: 'Add row' }).click();
      await console.page.getByRole('dialog').waitFor({ state: 'hidden' }); // It has a button of that name too.
      await expect.poll(() => texts('name')).toContain(name);
    }
    for (const name of ['kept', 'gone']) {
      await console.page.getByRole('row').filter({ hasText: name }).getByRole('checkbox').check();
    }
    await console.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await console.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await console.page.getByText('This one stays.').waitFor();
    await console.page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => texts('name')).not.toContain('gone');
    expect(await texts('name')).toContain('kept');
  });

  it('DAT-07 a relation is added as a column, and a column is dropped once its name is typed', async () => {
    await console.page.getByRole('button', { name: 'More' }).click();
    await console.page.getByRole('menuitem', { name: 'Add column' }).click();
    await console.page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('players');
    await console.page.getByRole('dialog').getByRole('combobox', { name: 'Type' }).selectOption('Relation');
    await console.page.getByLabel('Target class').selectOption('Player');
    await console.page.getByRole('dialog').getByRole('button', { name: 'Add column' }).click();
    const head = console.page.getByRole('button', { name: 'players Relation Player' });
    await head.click();
    await console.page.getByRole('menuitem', { name: 'Drop column' }).click();
    const drop = console.page.getByRole('dialog').getByRole('button', { name: 'Drop column' });
    expect(await drop.isDisabled()).toBe(true);
    await console.page.getByLabel('Type players to confirm').fill('players');
    await drop.click();
    await expect.poll(() => head.count()).toBe(0);
  });

  it('DAT-06 a class is made that clients may use', async () => {
    await console.page.getByRole('button', { name: 'Create class' }).click();
    await console.page.getByLabel('Name of the class').fill('Made');
    await console.page.getByRole('dialog').getByRole('button', { name: 'Create class' }).click();
    await console.page.getByText('No objects yet').waitFor();
    expect(await console.violations()).toEqual([]);
    const { status } = await console.deployment.admin.parlance.rest('POST', '/classes/Made', { a: 1 });
    expect(status).toBe(201);
  });

  it('DAT-09 permissions of the dialog are those of the class', async () => {
    await console.page.getByRole('button', { name: 'More' }).click();
    await console.page.getByRole('menuitem', { name: 'Permissions' }).click();
    await console.page.getByRole('checkbox', { name: 'Delete: Public' }).uncheck();
    await console.page.getByRole('checkbox', { name: 'Delete: Signed-in users' }).check();
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await console.page.getByText('The permissions are saved.').waitFor();
    const { body } = await console.deployment.admin.parlance.rest('GET', '/schemas/Made', undefined, MASTER);
    expect(body.classLevelPermissions.delete).toEqual({ requiresAuthentication: true });
  });

  it('the first load asks for no library that the grid does without, and for less than 400 KB of JavaScript', async () => {
    const built = await readdir(join(PAGES_FOLDER, 'assets'));
    for (const part of LATER) expect([part, built.some((name) => name.startsWith(part))]).toEqual([part, true]);
    const asked: string[] = [];
    const note = (request: { url(): string }) => asked.push(basename(new URL(request.url()).pathname));
    await console.goto('/sign-in'); // leaves the page, so that it is loaded anew
    console.page.on('request', note);
    await console.goto('/apps/shop/data/Game');
    await console.page.locator('[role="grid"] [data-object]').first().waitFor();
    console.page.off('request', note);
    expect(asked.filter((name) => LATER.some((part) => name.startsWith(part)))).toEqual([]);
    const scripts = asked.filter((name) => name.endsWith('.js'));
    const sizes = await Promise.all(scripts.map(async (name) => (await stat(join(PAGES_FOLDER, 'assets', `${name}.br`))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000);
  });

  it('SEC stored markup is shown as text, and the policy refuses nothing of ours', async () => {
    await console.goto('/apps/shop/data/Game');
    await expect.poll(() => console.cell(first, 'xss').innerText()).toBe(XSS);
    expect(await console.violations()).toEqual([]);
    expect(console.faults).toEqual([]);
  });
});
