import { pushExperiments as administered } from '@parlance/admin-operations';
import { push } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { shownReport, type StoredReport } from './shown-report.ts';

/** Experiments belong to `push`, whose operations for the master key are asked. */
export const EXPERIMENT_HANDLERS: readonly AnyAdminHandler[] = [
  handles(administered.getExperiment, async ({ id }, { ask }) => shownReport(jsonOf<StoredReport>(await ask(push.read, { pushId: id })))),
  handles(administered.launchExperiment, async ({ id, choice, pushTime, expirationInterval }, { ask }) => {
    const body = {
      choice,
      ...(pushTime === undefined ? {} : { push_time: pushTime }),
      ...(expirationInterval === undefined ? {} : { expiration_interval: expirationInterval }),
    };
    const { launch_push_id: launched } = jsonOf<{ launch_push_id: string }>(await ask(push.launch, { pushId: id, body }));
    return { id: launched };
  }),
];
