import { usage } from '@parlance/admin-operations';
import { analytics, data } from '@parlance/contracts';
import { PUSH_STATUS } from '@parlance/platform-classes';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { quotasOf } from './quotas-of.ts';
import { storedBy } from './stored-by.ts';

const DAY_MS = 86_400_000;

export const USAGE_HANDLERS: readonly AnyAdminHandler[] = [
  handles(usage.appQuotas, async (_request, call) => ({ quotas: await quotasOf(call, await storedBy(call)) })),
  handles(usage.appUsage, async ({ days }, call) => {
    const from = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS).toISOString();
    const [requests, pushes, stored] = await Promise.all([requestsSince(call, from), pushesSince(call, from), storedBy(call)]);
    const quotas = await quotasOf(call, stored);
    return {
      requests,
      pushes,
      objects: stored.objects,
      bytes: stored.objectBytes,
      files: stored.files,
      fileBytes: stored.fileBytes,
      quotas: quotas.filter(({ state }) => state !== 'ok'),
      classes: stored.classes,
    };
  }),
];

async function requestsSince({ ask }: AdminCall, from: string): Promise<number> {
  const question = { source: 'requests', from, to: new Date(Date.now() + DAY_MS).toISOString(), granularity: 'day' };
  const { total } = jsonOf<{ total: number }>(await ask(analytics.count, { question }));
  return total;
}

async function pushesSince({ ask }: AdminCall, from: string): Promise<number> {
  const where = { createdAt: { $gte: { __type: 'Date', iso: from } } };
  const parameters = { where, count: 1, limit: 0 };
  return jsonOf<{ count?: number }>(await ask(data.find, { className: PUSH_STATUS, parameters })).count ?? 0;
}
