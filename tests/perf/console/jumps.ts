import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** One jump of the thumb. */
export interface Jump {
  /** Milliseconds from the scroll to the frame in which a row with content stands in the window. */
  readonly ms: number;
  /** Place of that row in the list, from 0. */
  readonly row: number;
  /** Its field `n`. */
  readonly n: number;
}

/** Scrolls to a share of the grid, and looks in each frame for a row with content between the header and the lower edge. */
const JUMP = `(share) => new Promise((resolve) => {
  const grid = document.querySelector('[role="grid"]');
  const begin = performance.now();
  grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
  const look = () => {
    const window = grid.getBoundingClientRect();
    const row = [...grid.querySelectorAll('[data-object]')].find((candidate) => {
      const { top, bottom } = candidate.getBoundingClientRect();
      return bottom > window.top + bottom - top && top < window.bottom;
    });
    if (row === undefined) return requestAnimationFrame(look);
    const ms = performance.now() - begin;
    const n = row.querySelector('[data-field="n"]').innerText.replaceAll(/[^0-9]/g, '');
    resolve({ ms, row: Number(row.getAttribute('aria-rowindex')) - 2, n: Number(n) });
  };
  requestAnimationFrame(look);
})`;
/** Rows of the place are loaded, and the thumb has been put where it belongs. */
const HAS_SETTLED = `document.querySelector('[role="grid"] [aria-busy="true"]') === null`;
const REST_MS = 400;

export async function jumpTo(page: Page, share: number): Promise<Jump> {
  const jump = await page.evaluate<Jump>(`(${JUMP})(${share})`);
  await until(page, HAS_SETTLED);
  await page.waitForTimeout(REST_MS);
  return jump;
}

/** Shares of the grid in no order, the same in every run. */
export function shares(count: number): readonly number[] {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

/** Bytes of the JavaScript heap that are in use, after everything that nobody holds is gone. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  } finally {
    await session.detach();
  }
}
