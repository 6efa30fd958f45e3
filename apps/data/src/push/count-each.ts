import { data } from '@parlance/contracts';

/**
 * Counts the installations of an audience, page by page, that a test holds for. Memory: one page.
 *
 * @param page those behind an id, in order
 */
export async function countEach(
  page: (after: { readonly after?: string }) => Promise<readonly data.PushTarget[]>,
  holds: (target: data.PushTarget) => boolean,
  limit: number,
): Promise<number> {
  let count = 0;
  let after: string | undefined;
  for (;;) {
    const targets = await page(after === undefined ? {} : { after });
    count += targets.filter(holds).length;
    if (count >= limit) return limit;
    if (targets.length < data.TARGETS_MAX) return count;
    after = targets.at(-1)?.objectId;
  }
}
