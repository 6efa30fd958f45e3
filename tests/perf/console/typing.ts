import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** The cost of typing into a filter, in milliseconds. */
export interface Typing {
  /** 0 where no task took 50 ms, above which browsers tell of one. */
  readonly longestTask: number;
  /** From a key to the frame that shows its letter, the slowest one. */
  readonly slowestKey: number;
  /** From the last key until the grid shows the rows of the filter alone. */
  readonly answer: number;
}

const WATCH = `(() => {
  globalThis.longest = { longtask: 0, event: 0 };
  for (const options of [{ type: 'longtask' }, { type: 'event', durationThreshold: 16 }]) {
    new PerformanceObserver((list) => {
      for (const { entryType, name, duration } of list.getEntries()) {
        if (entryType === 'longtask' || /^key|input$/.test(name)) {
          globalThis.longest[entryType] = Math.max(globalThis.longest[entryType], duration);
        }
      }
    }).observe(options);
  }
})()`;
const LONGEST = `globalThis.longest`;
const isAnswered = (text: string) => `(() => {
  const shown = [...document.querySelectorAll('[role="grid"] [data-object] [data-field="title"]')];
  return shown.length > 0 && shown.every((cell) => cell.innerText.startsWith(${JSON.stringify(text)}));
})()`;
/** A filter asks when the typing has rested for 250 ms: the answer to each letter comes while the next ones are typed. */
const KEY_MS = 300;

/** Types a text into a filter "starts with" of `title`, letter by letter. */
export async function typeFilter(page: Page, text: string): Promise<Typing> {
  await page.getByRole('button', { name: 'Add filter' }).click();
  const filters = page.getByRole('group', { name: 'Filters' });
  await filters.getByRole('combobox', { name: /^Field/ }).selectOption('title');
  await filters.getByRole('combobox', { name: /^Condition/ }).selectOption({ label: 'starts with' });
  await filters.getByLabel(/^Value/).focus();
  await page.evaluate(WATCH);
  await page.keyboard.type(text, { delay: KEY_MS });
  const begin = performance.now();
  await until(page, isAnswered(text));
  const answer = performance.now() - begin;
  const { longtask, event } = await page.evaluate<{ longtask: number; event: number }>(LONGEST);
  return { longestTask: longtask, slowestKey: event, answer };
}
