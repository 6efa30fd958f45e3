import type { FilterBudget } from './filter-budget.ts';
import type { Take } from './reference.store.ts';

/**
 * The ids that `read` hands on, each once.
 * @throws InvalidQuery (102) as soon as they are more than the filter can hold
 */
export async function collectIds(budget: FilterBudget, read: (take: Take<string>) => Promise<void>): Promise<string[]> {
  const ids = new Set<string>();
  await read((found) => {
    for (const id of found) {
      if (ids.has(id)) continue;
      budget.spend(id.length);
      ids.add(id);
    }
  });
  return [...ids];
}
