/** The counts of one group in a report. */
export interface Group {
  readonly exposed: number;
  readonly converted: number;
}

const AT_ONCE = 30;

/** Does the work for all items, some at a time. */
export async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) await Promise.all(items.slice(from, from + AT_ONCE).map(work));
}
