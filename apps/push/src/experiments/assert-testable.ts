import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { asPlatform } from '@parlance/platform-objects';
import { assertEnoughDevices } from '@parlance/push';
import { assignGroup, type Split } from '@parlance/statistics';

const FIRST_PAGE = 100;
/** Among so many installations even a test of one percent has its two devices. */
const LOOKED_AT_MAX = 2_000;
const ENOUGH = 2;

/**
 * Looks whether the test audience of an experiment has its two devices now. An audience of any size costs no more than some pages of it.
 *
 * @throws PushMisconfigured (115) EXP-15: it has not; InvalidQuery (102) and the other errors of a find
 */
export async function assertTestable(
  where: Readonly<Record<string, unknown>>,
  split: Split,
  context: RequestContext,
  bus: Bus,
): Promise<void> {
  let [devices, looked, limit] = [0, 0, FIRST_PAGE];
  let after: string | undefined;
  while (looked < LOOKED_AT_MAX) {
    const page = { where: { ...where }, limit, ...(after === undefined ? {} : { after }) };
    const { targets } = await bus.call(data.pageAudience, page, asPlatform(context));
    devices += targets.filter((target) => assignGroup(split, target).kind === 'variant').length;
    if (devices >= ENOUGH) return;
    if (targets.length < limit) return assertEnoughDevices(devices);
    looked += targets.length;
    after = targets.at(-1)?.objectId;
    limit = data.TARGETS_MAX;
  }
}
