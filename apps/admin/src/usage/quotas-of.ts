import type { usage } from '@parlance/admin-operations';
import { appSettings, QUOTA_NAMES, quotaState, type QuotaLimit, type QuotaName } from '@parlance/app-settings';
import { config, gateway, push } from '@parlance/contracts';
import type { AdminCall } from '../dispatch/admin-handler.ts';
import type { Stored } from './stored-by.ts';

/** The quotas of an app, each with its use as it is now. */
export async function quotasOf({ ask }: Pick<AdminCall, 'ask'>, stored: Stored): Promise<usage.QuotaReport[]> {
  const [{ settings }, requests, pushes] = await Promise.all([
    ask(config.readSettings, {}),
    ask(gateway.quotaUse, {}),
    ask(push.quotaUse, {}),
  ]);
  const limits = appSettings.shape.quotas.parse(settings['quotas']);
  const { objects, objectBytes, files, fileBytes } = stored;
  const used: Readonly<Record<QuotaName, number | null>> = { ...requests, ...pushes, objects, objectBytes, files, fileBytes };
  return QUOTA_NAMES.map((name) => reportOf(name, limits[name], used[name]));
}

/** One quota and its use; null where nothing is counted. */
export function reportOf(name: QuotaName, { soft, hard }: QuotaLimit, used: number | null): usage.QuotaReport {
  const of = hard ?? soft;
  const percent = used === null || of === null ? null : of === 0 ? 100 : Math.round((1_000 * used) / of) / 10;
  return { name, soft, hard, used, percent, state: used === null ? 'ok' : quotaState({ soft, hard }, used) };
}
