import { usage } from '@parlance/admin-operations';
import { analytics, data, files } from '@parlance/contracts';
import { PUSH_STATUS } from '@parlance/platform-classes';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

const DAY_MS = 86_400_000;

export const USAGE_HANDLERS: readonly AnyAdminHandler[] = [
  handles(usage.appUsage, async ({ days }, call) => {
    const { ask } = call;
    const from = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - (days - 1) * DAY_MS).toISOString();
    const [requests, pushes, { classes }, { stores }] = await Promise.all([
      requestsSince(call, from),
      pushesSince(call, from),
      ask(data.appSize, {}),
      ask(files.readUsage, {}),
    ]);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    const stored = Object.values(stores);
    return {
      requests,
      pushes,
      objects: sum(classes.map(({ objects }) => objects)),
      bytes: sum(classes.map(({ bytes, indexBytes }) => bytes + indexBytes)),
      files: sum(stored.map((store) => store.files)),
      fileBytes: sum(stored.map((store) => store.bytes)),
      classes,
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
