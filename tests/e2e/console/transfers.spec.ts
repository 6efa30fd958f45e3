import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailbox, type Mailbox } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const PUBLIC_URL = 'https://api.example.com/parse';

describe.skipIf(PROGRAM === undefined)(`imports and exports in a real browser${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  let mailbox: Mailbox;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'console-transfers-'));
    mailbox = await startMailbox();
    const port = await anyFreePort();
    console = await ConsoleBrowser.start([{ id: 'shop', settings: { publicServerURL: PUBLIC_URL } }], {
      PARLANCE_PORT: String(port),
      PARLANCE_CONSOLE_PARSE_URL: `http://127.0.0.1:${port}/parse`,
      PARLANCE_SMTP_URL: mailbox.url,
      PARLANCE_MAIL_FROM: 'Parlance <parlance@example.com>',
      PARLANCE_JOBS_TICK_MS: '20',
      PARLANCE_TRANSFERS_SHARE: '100',
    });
    await console.deployment.person('Ada', { role: 'owner' });
    await console.goto('/apps/shop/transfers');
    await console.signIn('Ada');
  });
  afterAll(async () => {
    await console?.close();
    await mailbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const dialog = () => console.page.getByRole('dialog');
  const row = (text: string) => console.page.getByRole('row').filter({ hasText: text });
  const count = async (className: string): Promise<number> =>
    (await console.deployment.admin.ask('data.find', { app: 'shop', className, limit: 1, count: true })).body.count;

  async function importFile(name: string, text: string): Promise<void> {
    const file = join(folder, name);
    await writeFile(file, text);
    await console.page.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog().locator('input[type="file"]').setInputFiles(file);
    await dialog().getByRole('button', { name: 'Start the import' }).click();
    await console.page.getByText('The file has arrived.').last().waitFor();
    await dialog().waitFor({ state: 'detached' });
  }

  async function download(): Promise<{ results: { name: string }[] }> {
    const [saved] = await Promise.all([
      console.page.waitForEvent('download'),
      console.page
        .getByRole('button', { name: /^Download/ })
        .first()
        .click(),
    ]);
    const path = await saved.path();
    return JSON.parse(await readFile(path, 'utf8')) as { results: { name: string }[] };
  }

  it('without a transfer the page says how they come', async () => {
    await console.page.getByText('No transfer yet').waitFor();
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog().getByLabel('Into the class').waitFor();
    expect(await console.violations()).toEqual([]);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
  });

  it('IMP-01 a JSON array and results make the same objects', async () => {
    const rows = '[{"name":"a","score":1},{"name":"b","score":2}]';
    await importFile('Game.json', rows);
    await row('Import of Game').getByText('done', { exact: true }).waitFor();
    await importFile('Match.json', `{"results":${rows}}`);
    await row('Import of Match').getByText('done', { exact: true }).waitFor();
    const objects = async (className: string) => {
      const { results } = (await console.deployment.admin.ask('data.find', { app: 'shop', className, limit: 10, order: 'name' })).body;
      return results.map(({ name, score }: { name: string; score: number }) => [name, score]);
    };
    expect(await objects('Match')).toEqual(await objects('Game'));
  });

  it('IMP-12 an import into a new class shows its progress, and a report of the refused rows with lines and reasons', async () => {
    const rows = Array.from({ length: 3_000 }, (_row, index) => `{"name":"n${index}","score":${index === 1_500 ? '"two"' : index}}`);
    await importFile('Score.json', `[\n${rows.join(',\n')}\n]`);
    const score = row('Import of Score');
    await score.getByText('3,000 of 3,000 objects').waitFor({ timeout: 60_000 });
    await score.getByText('2,999 created, 0 changed, 1 refused').waitFor();
    expect(await count('Score')).toBe(2_999);
    expect(await console.violations()).toEqual([]);
    await score.getByRole('button', { name: /^Refused rows/ }).click();
    await dialog().getByText('1 row was refused').waitFor();
    const refused = await dialog().getByRole('row').last().innerText();
    expect(refused).toMatch(/^1,500\s+1,502\s/);
    expect(refused).toContain('111: ');
    expect(await console.violations()).toEqual([]);
    await console.page.keyboard.press('Escape');
  });

  it('IMP-11 a malformed file says where it is malformed, and imports nothing', async () => {
    await importFile('Broken.json', '[{"name":"a"}');
    await row('Import of Broken')
      .getByText(/line 1/)
      .waitFor();
    await row('Import of Broken').getByText('failed', { exact: true }).waitFor();
  });

  it('DAT-13 XPT-03 the export of the data browser has exactly the rows that the filter shows', async () => {
    const filters = encodeURIComponent(JSON.stringify([{ field: 'score', op: 'gte', value: 2_990 }]));
    await console.goto(`/apps/shop/data/Score?filters=${filters}`);
    await console.page.getByText('10 objects').first().waitFor();
    await console.page.getByRole('button', { name: 'Export data' }).click();
    await dialog().getByText('The filter shows 10 objects: exactly those are exported.').waitFor();
    expect(await console.violations()).toEqual([]);
    await dialog().getByRole('button', { name: 'Start the export' }).click();
    await dialog().waitFor({ state: 'detached' });
    await console.page.getByRole('link', { name: 'Import and export' }).click();
    await row('Export of Score').getByText('done', { exact: true }).waitFor();
    const { results } = await download();
    expect(results.map(({ name }) => name).sort()).toEqual(Array.from({ length: 10 }, (_row, index) => `n${2_990 + index}`));
  });

  it('DAT-13 a file is imported from the data browser into the class on the screen', async () => {
    await console.goto('/apps/shop/data/Game');
    await console.page.getByText('2 objects').first().waitFor();
    await importFile('more.csv', 'name,score\nc,3\n');
    await expect.poll(() => count('Game')).toBe(3);
  });

  it('XPT-04 an export is asked for at any time, its link is mailed, and the page says until when it works', async () => {
    await console.goto('/apps/shop/transfers');
    await console.page.getByRole('button', { name: 'Export data' }).click();
    await dialog().getByLabel('Classes').selectOption('Game');
    await dialog().getByLabel('Mail a link to').fill('ann@example.com');
    await dialog().getByRole('button', { name: 'Start the export' }).click();
    const game = row('Export of Game');
    await game.getByText('done', { exact: true }).waitFor();
    await game.getByText('The file is kept until').waitFor();
    const { links } = await mailbox.waitForMail('ann@example.com');
    const link = links[0] ?? '';
    expect(link).toMatch(/^https:\/\/api\.example\.com\/parse\/exports\/shop\/.+\/file\?token=/);
    const answer = await fetch(link.replace(PUBLIC_URL, console.deployment.admin.parlance.url));
    expect(((await answer.json()) as { results: unknown[] }).results).toHaveLength(3);
  });

  it('the file of an export is removed after a question', async () => {
    await row('Export of Game')
      .getByRole('button', { name: /^Remove the file/ })
      .click();
    await dialog().getByRole('button', { name: 'Remove the file' }).click();
    await console.page.getByText('The transfer has ended.').waitFor();
    await expect
      .poll(() =>
        row('Export of Game')
          .getByRole('button', { name: /^Download/ })
          .count(),
      )
      .toBe(0);
  });

  it('an import whose file is refused on its way says why, and does not stay in waiting', async () => {
    await console.page.route('**/carry/**', (route) => route.abort());
    const file = join(folder, 'Lost.json');
    await writeFile(file, '[]');
    await console.page.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog().locator('input[type="file"]').setInputFiles(file);
    await dialog().getByRole('button', { name: 'Start the import' }).click();
    await dialog().getByRole('alert').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await row('Import of Lost').getByText('ended', { exact: true }).waitFor();
    await console.page.unroute('**/carry/**');
  });

  it('can be read on a telephone, in light and dark', async () => {
    await console.page.setViewportSize({ width: 375, height: 700 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await console.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await console.goto('/apps/shop/transfers');
      await row('Import of Game').first().waitFor();
      expect(await console.violations()).toEqual([]);
      expect(await console.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    }
    expect(console.faults).toEqual([]);
  });
});
