import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

describe.skipIf(PROGRAM === undefined)(`views, indexes and screens of the data browser in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  const ask = async (operation: string, request: object) =>
    (await console.deployment.admin.ask(`data.${operation}`, { app: 'shop', ...request })).body;
  const save = async (className: string, object: object): Promise<string> => (await ask('create', { className, object })).object.objectId;

  beforeAll(async () => {
    console = await ConsoleBrowser.start([{ id: 'shop' }]);
    await console.deployment.person('Ada', { role: 'owner' });
    await save('Game', { name: 'first', score: 1 });
    await console.goto('/apps/shop/data/Game');
    await console.signIn('Ada');
    await console.page.getByRole('grid').waitFor();
  });
  afterAll(() => console?.close());

  it('a view is saved on the server with its filters, order and columns, shown again, and removed', async () => {
    await save('Shelf', { name: 'low', score: 1 });
    await save('Shelf', { name: 'high', score: 9 });
    const filters = JSON.stringify([{ field: 'score', op: 'gt', value: 5 }]);
    await console.goto(`/apps/shop/data/Shelf?filters=${encodeURIComponent(filters)}&order=name`);
    await console.page.getByRole('button', { name: 'score Number' }).click();
    await console.page.getByRole('menuitem', { name: 'Hide column' }).click();
    const views = console.page.getByRole('button', { name: 'Views' });
    await views.click();
    await console.page.getByRole('menuitem', { name: 'Save this view' }).click();
    await console.page.getByLabel('Name of the view').fill('High ones');
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await console.page.getByText('The view High ones is saved.').waitFor();
    const saved = { className: 'Shelf', name: 'High ones', filters: JSON.parse(filters), order: 'name', hidden: ['score'], by: 'Ada' };
    expect((await ask('views', {})).views).toMatchObject([saved]);

    await console.goto('/apps/shop/data/Shelf');
    const names = () => console.page.locator('[data-field="name"]').allInnerTexts();
    await expect.poll(async () => (await names()).length).toBe(2);
    await views.click();
    await console.page.getByRole('menuitem', { name: /^High ones/ }).click();
    await expect.poll(names).toEqual(['high']);
    expect(await console.page.locator('[data-field="score"]').count()).toBe(0);
    await views.click();
    await console.page.getByRole('menuitem', { name: 'Show 1 hidden column' }).click();
    await expect.poll(() => console.page.locator('[data-field="score"]').count()).toBe(1);
    await views.click();
    await console.page.getByRole('menuitem', { name: 'Remove the view High ones' }).click();
    await console.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(async () => (await ask('views', {})).views).toEqual([]);
  });

  it('PER-01 an index is made in the data browser, listed, and dropped once its name is typed', async () => {
    await save('Indexed', { name: 'one', score: 1 });
    await console.goto('/apps/shop/data/Indexed');
    await console.page.getByRole('button', { name: 'More' }).click();
    await console.page.getByRole('menuitem', { name: 'Indexes' }).click();
    await console.page.getByText(/^No slow query of this class/).waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.getByLabel('Field of the index').selectOption('score');
    await console.page.getByRole('button', { name: 'Make the index score_1' }).click();
    const row = console.page.locator('[data-index="score_1"]');
    await expect.poll(() => row.innerText()).toMatch(/stands/);
    await row.getByRole('button', { name: 'Drop the index score_1' }).click();
    await console.page.getByLabel('Type score_1 to confirm').fill('score_1');
    await console.page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
    await expect
      .poll(async () => (await console.deployment.admin.ask('indexes.list', { app: 'shop', className: 'Indexed' })).body.indexes)
      .not.toContainEqual(expect.objectContaining({ name: 'score_1' }));
  });

  it('SEC-08 the grid shows what a user finds, and changes nothing meanwhile', async () => {
    const user = await save('_User', { username: 'finn', password: 'x' });
    await save('Owned', { name: 'for all' });
    await save('Owned', { name: 'of finn', ACL: { [user]: { read: true } } });
    await save('Owned', { name: 'of nobody', ACL: {} });
    const names = async () => (await console.page.locator('[data-field="name"]').allInnerTexts()).toSorted();
    await console.goto('/apps/shop/data/Owned?order=name');
    await expect.poll(names).toEqual(['for all', 'of finn', 'of nobody']);
    await console.page.getByRole('button', { name: 'More' }).click();
    await console.page.getByRole('menuitem', { name: 'Browse as a user' }).click();
    await console.page.getByLabel('objectId of the user').fill(user);
    await console.page.getByRole('button', { name: 'Browse', exact: true }).click();
    await expect.poll(names).toEqual(['for all', 'of finn']);
    expect(await console.page.getByRole('button', { name: 'Add row' }).count()).toBe(0);
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('button', { name: 'Show all objects again' }).click();
    await expect.poll(names).toEqual(['for all', 'of finn', 'of nobody']);
  });

  it('the grid is readable on a phone: classes or objects, and nothing wider than the screen', async () => {
    const size = { width: 375, height: 700 };
    await console.page.setViewportSize(size);
    const widest = () => console.page.evaluate<number>('document.documentElement.scrollWidth');
    await console.goto('/apps/shop/data');
    await console.page.getByRole('link', { name: /^Game/ }).waitFor();
    expect(await widest()).toBeLessThanOrEqual(size.width);
    await console.page.getByRole('link', { name: /^Game/ }).click();
    const grid = console.page.getByRole('grid');
    await grid.waitFor();
    const { x = -1, width = 0, height = 0 } = (await grid.boundingBox()) ?? {};
    expect([x >= 0, x + width <= size.width, height >= 180]).toEqual([true, true, true]);
    expect(await widest()).toBeLessThanOrEqual(size.width);
    expect(await console.page.getByRole('link', { name: 'Classes' }).isVisible()).toBe(true);
    expect(await console.violations()).toEqual([]);
    await console.page
      .getByRole('button', { name: /^Show the object/ })
      .first()
      .click();
    const drawer = console.page.getByRole('dialog');
    await drawer.getByRole('region', { name: 'History' }).waitFor();
    expect(await widest()).toBeLessThanOrEqual(size.width);
    await console.page.keyboard.press('Escape');
    await console.page.setViewportSize({ width: 1300, height: 800 });
  });

  it('the policy refuses nothing of ours', () => {
    expect(console.faults).toEqual([]);
  });
});
