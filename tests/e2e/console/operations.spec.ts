import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, PROGRAM, WITHOUT } from './console-browser.ts';

const XSS = '<img src=x onerror=alert(1)>';
const FIRST = `
Parse.Cloud.define('hello', ({ params }) => { console.log('hello ' + params.to); return 'one'; });
Parse.Cloud.beforeSave('Review', () => { throw new Parse.Error(4242, 'not today'); });
Parse.Cloud.job('sum', ({ params }) => String(params.a + params.b));
Parse.Cloud.job('endless', ({ message }) => { message('waits'); return new Promise(() => {}); });
`;
const SECOND = `Parse.Cloud.define('hello', () => 'two');`;

describe.skipIf(PROGRAM === undefined)(`code, queues and processes in the console, every service in a process of its own${WITHOUT}`, () => {
  let console: ConsoleBrowser;
  beforeAll(async () => {
    console = await ConsoleBrowser.start(
      [{ id: 'shop', settings: { allowClientClassCreation: true } }, { id: 'bare' }],
      { PARLANCE_JOBS_TICK_MS: '20' },
      'split',
    );
    await console.deployment.person('Ada', { role: 'owner' });
    await console.goto('/apps/bare/cloud');
    await console.signIn('Ada');
    await console.page.getByRole('heading', { name: 'Cloud Code' }).waitFor();
  });
  afterAll(() => console?.close());

  const parlance = () => console.deployment.admin.parlance;
  const deploy = async (code: string, note: string) =>
    expect((await parlance().masterRest('POST', '/cloud/releases', { files: { 'main.js': code }, note })).status).toBe(200);
  const hello = async (to: string) => (await parlance().rest('POST', '/functions/hello', { to })).body['result'];
  const dialog = () => console.page.getByRole('dialog');
  const tab = (name: string) => console.page.getByRole('tab', { name, exact: true }).click();
  const row = (text: string) => console.page.getByRole('row').filter({ hasText: text });

  it('an app without code says how a release comes', async () => {
    await console.page.getByText('No release yet').waitFor();
    await console.page.getByText(/npm run -s cloud -- deploy .* --app bare/).waitFor();
    expect(await console.violations()).toEqual([]);
    for (const [name, text] of [
      ['Functions', 'No code in force'],
      ['Log', 'No line matches'],
      ['Jobs', 'No jobs'],
      ['Webhooks', 'No webhooks'],
    ] as const) {
      await tab(name);
      await console.page.getByText(text, { exact: true }).waitFor();
    }
  });

  it('releases are listed, looked at, rolled back, activated, and withdrawn after a typed word', async () => {
    await deploy(SECOND, 'the other one');
    await deploy(FIRST, 'the first one');
    await console.goto('/apps/shop/cloud');
    await row('the first one').getByText('in force').waitFor();
    expect(await console.violations()).toEqual([]);
    await row('the first one').getByRole('button', { name: /^Show/ }).click();
    await dialog().getByText('beforeSave Review').waitFor();
    await dialog().getByText('main.js').waitFor();
    await console.page.keyboard.press('Escape');

    await console.page.getByRole('button', { name: 'Roll back' }).click();
    const action = dialog().getByRole('button', { name: 'Roll back' });
    expect(await action.isDisabled()).toBe(true);
    await dialog().getByLabel('Type shop to confirm').fill('shop');
    await action.click();
    await row('the other one').getByText('in force').waitFor();
    await expect.poll(() => hello('nobody')).toBe('two');

    await console.page.getByRole('button', { name: 'Withdraw the code' }).click();
    await dialog().getByLabel('Type shop to confirm').fill('shop');
    await dialog().getByRole('button', { name: 'Withdraw the code' }).click();
    await console.page.getByText('No release is in force').waitFor();

    await row('the first one')
      .getByRole('button', { name: /^Activate/ })
      .click();
    await dialog().getByRole('button', { name: 'Activate' }).click();
    await row('the first one').getByText('in force').waitFor();
    await expect.poll(() => hello('Ada')).toBe('one');
  });

  it('functions and triggers are shown with their figures and last errors', async () => {
    await parlance().rest('POST', '/classes/Review', { stars: 1 });
    await tab('Functions');
    await expect
      .poll(async () => {
        await console.page.reload();
        await row('beforeSave Review').waitFor();
        return row('beforeSave Review').innerText();
      })
      .toContain('4242: not today');
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('link', { name: 'Log of hello' }).click();
    await console.page.getByText('hello Ada').waitFor();
  });

  it('a line of the log that holds markup is text, and runs no script', async () => {
    await console.goto('/apps/shop/cloud?tab=logs');
    await console.page.getByText('hello Ada').waitFor();
    await console.page.getByRole('switch', { name: 'Follow live' }).click();
    await console.page.getByText('New lines appear as they are written.').waitFor();
    await hello(XSS);
    await console.page.getByText(`hello ${XSS}`).first().waitFor();
    expect(await console.page.locator('li img').count()).toBe(0);
    expect(await console.violations()).toEqual([]);
    await console.page.getByLabel('Text', { exact: true }).fill('onerror');
    await expect.poll(() => console.page.getByRole('listitem').filter({ hasText: 'hello Ada' }).count()).toBe(0);
    await console.page.getByText(`hello ${XSS}`).first().waitFor();
    await console.page.getByLabel('Text', { exact: true }).fill('');
    await console.page.getByLabel('Level at least').selectOption('error');
    await expect.poll(() => console.page.getByText(`hello ${XSS}`).count()).toBe(0);
    await console.page
      .getByText(/not today/)
      .first()
      .waitFor();
    expect(console.faults).toEqual([]);
  });

  it('JOB a job is run now, shown with its end, and ended while it runs', async () => {
    const schedule = { jobName: 'sum', params: '{}', timeOfDay: '04:00', daysOfWeek: [1, 0, 0, 0, 0, 0, 0] };
    await parlance().masterRest('POST', '/cloud_code/jobs', { job_schedule: schedule });
    await tab('Jobs');
    await console.page.getByText(/at 04:00.* on Mon/).waitFor();
    await console.page.getByRole('button', { name: 'Run now: sum' }).click();
    await dialog().getByLabel('Parameters as JSON').fill('[1]');
    await dialog().getByRole('button', { name: 'Run now' }).click();
    await dialog().getByText('Parameters are a JSON object').waitFor();
    await dialog().getByLabel('Parameters as JSON').fill('{"a": 20, "b": 22}');
    await dialog().getByRole('button', { name: 'Run now' }).click();
    await row('succeeded').getByText('42', { exact: true }).waitFor(); // times hold such digits, too
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('button', { name: 'Run now: endless' }).click();
    await dialog().getByRole('button', { name: 'Run now' }).click();
    await console.page.getByRole('button', { name: 'End the run of endless' }).click();
    await dialog().getByRole('button', { name: 'End the run' }).click();
    await row('endless').getByText('failed').waitFor();
  });

  it('webhooks are listed without the parameters of their addresses', async () => {
    await parlance().masterRest('POST', '/hooks/functions', { functionName: 'hooked', url: 'https://hooks.example/a?key=pa55' });
    await tab('Webhooks');
    await row('hooked').getByText('https://hooks.example/a').waitFor();
    expect(await console.page.content()).not.toContain('pa55');
  });

  it('the fleet shows services, servers, leaders, lag and formats', async () => {
    await console.page.getByRole('link', { name: 'Fleet' }).click();
    await console.page.locator('[data-service="functions"]').getByText('1 of 1 ready').waitFor();
    expect(await console.violations()).toEqual([]);
    for (const [name, text] of [
      ['Health', 'mongodb'],
      ['Lag', 'job-runs'],
      ['Leaders', 'held'],
      ['Formats', parlance().name],
    ] as const) {
      await tab(name);
      await console.page.getByText(text).first().waitFor();
      expect(await console.violations()).toEqual([]);
    }
  });

  it('a queue is paused, drained after a typed word, and goes on', async () => {
    await tab('Queues');
    const queue = console.page.locator('[data-queue="job-runs"]');
    await queue.getByRole('button', { name: 'Pause: job-runs' }).click();
    await dialog().getByRole('button', { name: 'Pause' }).click();
    await queue.getByText('paused').waitFor();
    expect(await console.violations()).toEqual([]);
    await queue.getByRole('button', { name: 'Drain: job-runs' }).click();
    const action = dialog().getByRole('button', { name: 'Drain' });
    expect(await action.isDisabled()).toBe(true);
    await dialog().getByLabel('Type job-runs to confirm').fill('job-runs');
    await action.click();
    await console.page.getByText('0 jobs are removed.').waitFor();
    await queue.getByRole('button', { name: 'Resume: job-runs' }).click();
    await queue.getByRole('button', { name: 'Pause: job-runs' }).waitFor();
    await queue.getByRole('button', { name: 'Failed jobs: job-runs' }).click();
    await dialog().getByText('No failed job').waitFor();
    await console.page.keyboard.press('Escape');
  });

  it('the use of an app is shown beside its quotas', async () => {
    await console.deployment.admin.ask('settings.patch', { app: 'shop', changes: { quotas: { objects: { hard: 4 } } } });
    await console.goto('/apps/shop/usage');
    const quota = console.page.locator('[data-quota="objects"]');
    await quota.getByRole('progressbar', { name: 'Share of objects' }).waitFor({ state: 'attached' });
    await quota.getByText(/\d %/).waitFor();
    await console.page.getByRole('link', { name: 'Change the quotas' }).waitFor();
    await console.page.getByText('Requests in 30 days').waitFor();
    expect(await console.violations()).toEqual([]);
  });

  it('screens can be read on a telephone, in light and dark', async () => {
    await console.page.setViewportSize({ width: 375, height: 700 });
    for (const [path, text] of [
      ['/apps/shop/cloud', 'in force'],
      ['/apps/shop/cloud?tab=logs', 'hello Ada'],
      ['/fleet?tab=queues', 'job-runs'],
      ['/apps/shop/usage', 'Requests in 30 days'],
    ] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await console.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await console.goto(path);
        await console.page.getByText(text).first().waitFor();
        expect(await console.violations()).toEqual([]);
        expect(await console.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
      }
    }
    await console.page.setViewportSize({ width: 1300, height: 800 });
  });

  it('a service that is away is said on its page, while the rest works', async () => {
    const functions = parlance().processes.find(({ services }) => services.includes('functions'));
    await functions?.running.close();
    await console.goto('/apps/shop/cloud');
    await console.page.getByRole('alert').getByText('A service that this needs is away').waitFor({ timeout: 40_000 });
    expect(await console.violations()).toEqual([]);
    await console.page.getByRole('link', { name: 'Fleet' }).click();
    await console.page.locator('[data-service="functions"]').getByText('away').waitFor({ timeout: 40_000 });
    await console.page.getByRole('link', { name: 'Apps', exact: true }).click();
    await console.page.getByText('shop').first().waitFor();
    await console.goto('/apps/shop/usage');
    await console.page.getByText('Requests in 30 days').waitFor();
    expect(console.faults).toEqual([]);
  });
});
