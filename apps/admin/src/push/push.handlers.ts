import { push as administered } from '@parlance/admin-operations';
import { push, type Operation, type RestReply } from '@parlance/contracts';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { shownInFull, shownPush } from './shown-push.ts';

type Members = Readonly<Record<string, unknown>>;

/** The answer of `push.opens`; the rate is a fraction. */
interface Opens {
  readonly numSent: number;
  readonly numOpened: number;
  readonly openRate: number;
  readonly points: readonly string[];
  readonly counts: readonly number[];
}

/** Pushes belong to `push`, whose operations for the master key are asked. */
export const PUSH_HANDLERS: readonly AnyAdminHandler[] = [
  handles(administered.listPushes, async ({ state, limit, skip, before }, { ask }) => {
    // One more tells whether there is another page.
    const where = { ...(state === undefined ? {} : { status: state }), ...(before === undefined ? {} : { before }) };
    const parameters = { limit: limit + 1, skip, ...where };
    const { results } = jsonOf<{ results: readonly Members[] }>(await ask(push.list, { parameters }));
    const pushes = results.slice(0, limit).map(shownPush);
    const last = pushes.at(-1);
    if (results.length <= limit || last === undefined) return { pushes };
    return { pushes, next: skip + limit, older: `${last.createdAt},${last.id}` };
  }),
  handles(administered.getPush, ({ id }, call) => read(id, call)),
  handles(administered.cancelPush, ({ id }, call) => changed(push.cancel, id, call)),
  handles(administered.pausePush, ({ id }, call) => changed(push.pause, id, call)),
  handles(administered.resumePush, ({ id }, call) => changed(push.resume, id, call)),
  handles(administered.removePush, async ({ id }, { ask }) => {
    await ask(push.remove, { pushId: id });
    return {};
  }),
  handles(administered.pushOpens, async ({ id, stride }, { ask }) => {
    const { numSent, numOpened, openRate, points, counts } = jsonOf<Opens>(await ask(push.opens, { pushId: id, parameters: { stride } }));
    return { sent: numSent, opened: numOpened, openRate: Math.round(openRate * 1e8) / 1e6, points: [...points], counts: [...counts] };
  }),
  handles(administered.estimatePush, async ({ where, channels }, { ask }) => {
    const body = channels === undefined ? { where: where ?? {} } : { channels, ...(where === undefined ? {} : { where }) };
    return jsonOf(await ask(push.estimate, { body }));
  }),
];

async function read(id: string, { ask }: AdminCall): Promise<administered.FullPush> {
  return shownInFull(jsonOf<Members>(await ask(push.read, { pushId: id })));
}

/** Takes a step of a push, and notes its state before and after it. @throws PushMisconfigured (115) for a push that cannot take it */
async function changed(step: Operation<push.PushById, RestReply>, id: string, call: AdminCall): Promise<administered.FullPush> {
  const before = await read(id, call);
  await call.ask(step, { pushId: id });
  const after = await read(id, call);
  call.note({ name: 'state', before: before.state, after: after.state });
  return after;
}
