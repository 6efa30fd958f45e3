import { pushComposing } from '@parlance/admin-operations';
import { push } from '@parlance/contracts';
import { previewsOf } from '@parlance/push';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

type Members = Readonly<Record<string, unknown>>;

const AUDIENCES_MAX = 500;
/** As long as the ids of pushes. */
const SOME_ID = '0'.repeat(10);
const SOME_HASH = '0'.repeat(32);

/** Sending pushes, and everything that people look at before they do. */
export const PUSH_COMPOSING_HANDLERS: readonly AnyAdminHandler[] = [
  handles(pushComposing.sendPush, async ({ request, requestId }, call) => {
    const answer = await post({ ...request, options: { ...membersOf(request['options']), idempotencyKey: requestId } }, call);
    const id = answer.headers?.['x-parse-push-status-id'] ?? '';
    call.note({ name: 'push', after: id });
    return { id };
  }),
  handles(pushComposing.checkPush, async ({ request }, call) => {
    const answer = await post({ ...request, options: { ...membersOf(request['options']), dryRun: true } }, call);
    const { estimate, exact, warnings = [] } = JSON.parse(Buffer.from(answer.body).toString()) as Checked;
    return { estimate, exact, warnings };
  }),
  handles(pushComposing.previewPush, ({ data }) => {
    const context = { pushId: SOME_ID, pushHash: SOME_HASH, time: Date.now() };
    return Promise.resolve({ payloads: [...previewsOf(data, context)] });
  }),
  handles(pushComposing.suggestSize, async ({ where, audience }, { ask }) => {
    const parameters = audience === undefined ? { where: where ?? {} } : { audience_id: audience };
    const { audience_size, all, open_rate, segment_size } = jsonOf<Suggested>(await ask(push.suggestAudienceSize, { parameters }));
    return { size: audience_size < 0 ? null : audience_size, all, openRate: open_rate, audience: segment_size };
  }),
  handles(pushComposing.listAudiences, async (_, { ask }) => {
    const parameters = { limit: AUDIENCES_MAX, order: 'name' };
    const { results } = jsonOf<{ results: readonly Members[] }>(await ask(push.listAudiences, { parameters }));
    return { audiences: results.map(shownAudience) };
  }),
  handles(pushComposing.saveAudience, async ({ name, query }, { ask }) => {
    const { objectId } = jsonOf<{ objectId: string }>(await ask(push.createAudience, { body: { name, query } }));
    return { id: objectId };
  }),
  handles(pushComposing.deleteAudience, async ({ id }, { ask }) => {
    await ask(push.removeAudience, { audienceId: id });
    return {};
  }),
];

interface Checked {
  readonly estimate: number;
  readonly exact: boolean;
  readonly warnings?: { code: string; message: string }[];
}
interface Suggested {
  readonly audience_size: number;
  readonly all: boolean;
  readonly open_rate: number | null;
  readonly segment_size: number;
}

function post(body: Members, { ask }: AdminCall) {
  return ask(push.send, { body: { ...body, source: 'webui' }, origin: { address: '' }, byRestKey: false });
}

function shownAudience({ objectId, name, query, timesUsed, lastUsed }: Members): pushComposing.SavedAudience {
  const last = typeof lastUsed === 'string' ? lastUsed : membersOf(lastUsed)['iso'];
  return {
    id: String(objectId),
    name: typeof name === 'string' ? name : '',
    query: { ...membersOf(query) },
    timesUsed: typeof timesUsed === 'number' ? timesUsed : 0,
    ...(typeof last === 'string' ? { lastUsed: last } : {}),
  };
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}
