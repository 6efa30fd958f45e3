import type { Browser, Page } from 'playwright-core';
import { until } from './until.ts';

/** The first load of a page in a browser that has nothing of it yet. Times are milliseconds since its address was asked for. */
export interface FirstLoad {
  readonly firstPaint: number;
  readonly firstContentfulPaint: number;
  readonly firstRow: number;
  /** Bytes of JavaScript as they came over the wire. */
  readonly scriptBytes: number;
  readonly scripts: number;
  readonly encodings: ReadonlySet<string>;
}

type State = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;

const ROW_IS_THERE = `document.querySelector('[role="grid"] [data-object]') !== null`;
const PAINTS = `Object.fromEntries(performance.getEntriesByType('paint').map(({ name, startTime }) => [name, startTime]))`;
/** Notes the time at which the first row is in the document. */
const WATCH_ROW = `new MutationObserver((_, observer) => {
  if (${ROW_IS_THERE}) {
    observer.disconnect();
    globalThis.firstRowAt = performance.now();
  }
}).observe(document, { childList: true, subtree: true });`;

/** Loads a page in a new context. @param state cookies of somebody who has signed in */
export async function firstLoad(browser: Browser, url: string, state: State): Promise<FirstLoad> {
  const context = await browser.newContext({ viewport: { width: 1300, height: 800 }, storageState: state });
  try {
    const page = await context.newPage();
    await page.addInitScript(WATCH_ROW);
    const asked: Promise<{ readonly bytes: number; readonly encoding: string }>[] = [];
    page.on('requestfinished', (request) => {
      if (!new URL(request.url()).pathname.endsWith('.js')) return;
      const size = async () => {
        const [sizes, response] = await Promise.all([request.sizes(), request.response()]);
        return { bytes: sizes.responseBodySize, encoding: response?.headers()['content-encoding'] ?? 'none' };
      };
      asked.push(size());
    });
    await page.goto(url);
    await until(page, 'globalThis.firstRowAt !== undefined');
    await page.waitForLoadState('networkidle');
    const scripts = await Promise.all(asked);
    const paints = await page.evaluate<Record<string, number>>(PAINTS);
    return {
      firstPaint: paints['first-paint'] ?? NaN,
      firstContentfulPaint: paints['first-contentful-paint'] ?? NaN,
      firstRow: await page.evaluate<number>('globalThis.firstRowAt'),
      scriptBytes: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
      scripts: scripts.length,
      encodings: new Set(scripts.map(({ encoding }) => encoding)),
    };
  } finally {
    await context.close();
  }
}
