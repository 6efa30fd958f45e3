import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { median } from '../../../tools/bench/latencies.ts';
import { share } from '../../../tools/quota-figures/paced.ts';
import { ConsoleBrowser, PROGRAM } from '../../e2e/console/console-browser.ts';
import { firstLoad, type FirstLoad } from './first-load.ts';
import { APP, CLASS, storeGames } from './games.ts';
import { heapBytes, jumpTo, shares, type Jump } from './jumps.ts';
import { typeFilter } from './typing.ts';

const ROWS = Number(process.env['PARLANCE_CONSOLE_ROWS'] ?? 1_000_000);
const PATH = `/apps/${APP}/data/${CLASS}`;
const LOADS = 5;
const JUMPS = 40;
const TENTH = JUMPS / 10;
const MINUTES = 60_000;
const FAR_MS = 2 * MINUTES;

const GOAL = { scriptKb: 400, paintMs: 1_500, contentMs: 100, heapMb: 10, taskMs: 100 } as const;

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

function print(name: string, told: string, value?: number, goal?: { readonly max: number; readonly unit: string }): void {
  const verdict =
    goal === undefined || value === undefined ? '' : ` (goal: under ${goal.max} ${goal.unit}, ${value < goal.max ? 'met' : 'MISSED'})`;
  console.log(`${name}: ${told}${verdict}`);
}

describe.skipIf(PROGRAM === undefined)(`the console over ${ROWS} rows`, () => {
  let browser: ConsoleBrowser;
  beforeAll(async () => {
    browser = await ConsoleBrowser.start([{ id: APP }]);
    await browser.deployment.person('Ada', { role: 'owner' });
    await storeGames(browser.deployment, ROWS);
    await browser.goto(PATH);
    await browser.signIn('Ada');
    await browser.page.locator('[role="grid"] [data-object]').first().waitFor();
  }, 20 * MINUTES);
  afterAll(() => browser?.close(), MINUTES);

  it(
    'the first load: bytes of JavaScript, and paints',
    async () => {
      const state = await browser.page.context().storageState();
      const loads: FirstLoad[] = [];
      for (let at = 0; at < LOADS; at++) {
        loads.push(await firstLoad(browser.page.context().browser()!, browser.deployment.url + PATH, state));
      }
      const middle = (of: (load: FirstLoad) => number) => median(loads.map(of));
      const [{ scripts, encodings }] = loads as [FirstLoad];
      const scriptKb = middle(({ scriptBytes }) => scriptBytes) / 1_000;
      print('JavaScript of the first load', `${scriptKb.toFixed(1)} KB in ${scripts} files (${[...encodings].join(', ')})`, scriptKb, {
        max: GOAL.scriptKb,
        unit: 'KB',
      });
      const paint = { max: GOAL.paintMs, unit: 'ms' };
      const first = middle(({ firstPaint }) => firstPaint);
      print(`first paint, median of ${LOADS}`, ms(first), first, paint);
      const content = middle(({ firstContentfulPaint }) => firstContentfulPaint);
      print(`first contentful paint, median of ${LOADS}`, ms(content), content, paint);
      print(`first row in the document, median of ${LOADS}`, ms(middle(({ firstRow }) => firstRow)));
      expect(loads.every(({ firstPaint }) => Number.isFinite(firstPaint))).toBe(true);
    },
    5 * MINUTES,
  );

  it(
    'jumps to random places: the time to content, and the heap',
    async () => {
      const { page } = browser;
      page.setDefaultTimeout(FAR_MS);
      await page.locator(`[role="grid"][aria-rowcount="${ROWS + 1}"]`).waitFor();
      const far = await jumpTo(page, 1);
      print('the first jump to the end', ms(far.ms));
      await jumpTo(page, 0);
      const before = await heapBytes(page);
      const jumps: Jump[] = [];
      for (const to of shares(JUMPS)) jumps.push(await jumpTo(page, to));
      const after = await heapBytes(page);
      // The newest row is the first one: rows of another place would show another number.
      expect(jumps.filter(({ row, n }) => n !== ROWS - 1 - row)).toEqual([]);
      const times = jumps.map((jump) => jump.ms);
      const content = { max: GOAL.contentMs, unit: 'ms' };
      print(`time to content, median of ${JUMPS} jumps`, ms(median(times)), median(times), content);
      print(`time to content, p95 of ${JUMPS} jumps`, ms(share(times, 0.95)));
      for (const [name, some] of [
        ['first', times.slice(0, TENTH)],
        ['last', times.slice(-TENTH)],
      ] as const) {
        print(`time to content, median of the ${name} ${TENTH} jumps`, ms(median(some)), median(some), content);
      }
      print('JavaScript heap before and after', `${mb(before)}, ${mb(after)}`, (after - before) / 2 ** 20, {
        max: GOAL.heapMb,
        unit: 'MB more',
      });
    },
    10 * MINUTES,
  );

  it(
    'typing into a filter',
    async () => {
      const { longestTask, slowestKey, answer } = await typeFilter(browser.page, 'jolly advent');
      const task = { max: GOAL.taskMs, unit: 'ms' };
      print('longest task while 12 letters are typed', longestTask === 0 ? 'none of 50 ms' : ms(longestTask), longestTask, task);
      print('slowest key, until its letter is on the screen', ms(slowestKey), slowestKey, task);
      print('the rows of the filter, after the last letter', ms(answer));
      expect(browser.faults).toEqual([]);
    },
    5 * MINUTES,
  );
});
