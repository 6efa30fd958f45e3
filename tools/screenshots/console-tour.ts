import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleBrowser } from '../../tests/e2e/console/console-browser.ts';
import { startProviders } from '../../tests/e2e/push/push-deployment.ts';
import { Camera } from './camera.ts';
import { APP, Demo, NEW_APP } from './demo/demo.ts';
import { fill, type Filled } from './demo/fill.ts';

/** The address that a client of the demo would use. */
const PARSE_URL = 'https://api.example.com/parse';
const settings = { allowClientClassCreation: true };
const APPS = [
  { id: APP, name: 'Treasure Hunt', settings },
  { id: NEW_APP, name: 'Word Duel', settings },
];
const SECONDS = 1_000;

let console: ConsoleBrowser;
let camera: Camera;
let providers: Awaited<ReturnType<typeof startProviders>>;
let demo: Demo;
let filled: Filled;

beforeAll(async () => {
  providers = await startProviders();
  console = await ConsoleBrowser.start(APPS, { ...providers.env, PARLANCE_CONSOLE_PARSE_URL: PARSE_URL });
  for (const name of ['Ada Byron', 'Luis Ferro']) await console.deployment.person(name, { role: 'owner' });
  demo = await Demo.over(console.deployment, ['Ada Byron', 'Luis Ferro']);
  console.page.setDefaultTimeout(60 * SECONDS);
  camera = new Camera(console.page);
});
afterAll(async () => {
  await console?.close();
  await providers?.close();
});

const page = () => console.page;
const seen = (text: string | RegExp) => page().getByText(text).first().waitFor();
const button = (name: string | RegExp) => page().getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
const dialog = () => page().getByRole('dialog');
const grid = async () => {
  const filters = [{ field: 'stars', op: 'gte', value: 2 }];
  await console.goto(`/apps/${APP}/data/Hunt?filters=${encodeURIComponent(JSON.stringify(filters))}`);
  await seen('Salt and Lanterns');
  await page().locator('[data-field="photo"] img').first().waitFor();
};

it('fills the demo', async () => {
  filled = await fill(demo);
});

it('takes the pictures of the tour', async () => {
  await console.goto(`/apps/${NEW_APP}`);
  await console.signIn('Ada Byron');
  await seen('JavaScript');
  await camera.take('first-run', { loads: false });

  await grid();
  await camera.take('data-browser');
  await page().emulateMedia({ colorScheme: 'dark' });
  await camera.take('data-browser-dark');
  await page().emulateMedia({ colorScheme: 'light' });

  await console.goto(`/apps/${APP}/data/Hunt?object=${filled.storied}`);
  const history = page().getByRole('region', { name: 'History' });
  await history.getByText('made the object').waitFor();
  await bringUp(history);
  await camera.take('object-history');

  await grid();
  await button('More').click();
  await page().getByRole('menuitem', { name: 'Permissions' }).click();
  await dialog().getByText('Pointer permissions').waitFor();
  await camera.take('permissions');

  await composePush();
  await camera.take('push-composer');

  await console.goto(`/apps/${APP}/push/experiments/${filled.experiment}`);
  await seen('Version B is opened more often.');
  await camera.take('experiment');

  await console.goto(`/apps/${APP}/config`);
  await page().locator('[data-parameter="welcomeText"]').waitFor();
  await camera.take('config');

  await console.goto(`/apps/${APP}/cloud?tab=functions`);
  await seen('beforeSave Find');
  await camera.take('cloud-code');

  await console.goto(`/apps/${APP}/analytics`);
  await seen('Caused by a push');
  await expect.poll(() => page().locator('main canvas').count()).toBeGreaterThan(2);
  await bringUp(page().getByRole('region', { name: 'App opens', exact: true }));
  await camera.take('analytics');
  expect(console.faults).toEqual([]);
});

interface Scrolled {
  readonly style: { scrollMarginTop: string };
  readonly scrollIntoView: () => void;
}

/** Scrolls until it is below the head of the page. The page may still be growing meanwhile. */
async function bringUp(part: Locator): Promise<void> {
  const top = async () => {
    await part.evaluate((element) => {
      const { style, scrollIntoView } = element as unknown as Scrolled;
      style.scrollMarginTop = '68px';
      scrollIntoView.call(element);
    });
    return (await part.boundingBox())?.y;
  };
  await expect.poll(top).toBeLessThan(200);
}

async function composePush(): Promise<void> {
  await console.goto(`/apps/${APP}/push/new`);
  await seen('Who gets it?');
  const step = async (name: string) => {
    await page().getByRole('navigation', { name: 'Steps' }).getByRole('button', { name }).click();
    await page().getByRole('heading', { name, level: 2, exact: true }).waitFor();
  };
  await step('Message');
  await page().getByLabel('Title', { exact: true }).fill('The tide is out');
  await page().getByLabel('Message', { exact: true }).fill('Low Tide, High Stakes opens in Cádiz on Saturday. Bring a lantern.');
  await page().getByLabel('Name in the list of pushes').fill('Cádiz weekend');
  await step('Preview');
  await expect.poll(() => page().getByRole('figure', { name: 'On Web' }).innerText()).toContain('Low Tide');
}
