import type { push } from '@parlance/contracts';
import type { Target } from '@parlance/push';
import { memberOf } from '@parlance/statistics';

/**
 * Whether a push is for an installation: always, unless it belongs to an experiment. A pure function of ids, so that every worker, at every
 * attempt and at the launch too, finds each installation in the same group.
 */
export function audienceOf(group: push.PushGroup | undefined): (target: Pick<Target, 'objectId' | 'installationId'>) => boolean {
  return group === undefined ? () => true : memberOf({ ...group, experimentId: group.experiment });
}
