import { PUBLIC, type Identity } from '@parlance/acl';
import type { gateway, HttpReply, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isRecording } from '@parlance/telemetry';
import type { AppDirectory } from '../apps/app-directory.ts';
import type { App } from '../apps/app.ts';
import { unauthorized } from '../callers/check-keys.ts';
import type { GuardedSteps } from '../edge/guarded-steps.ts';
import { observeVisit } from '../edge/observe-visit.ts';
import { asReceived, assertSize, readContent, type Received } from '../edge/receive-body.ts';
import { URL_BYTES_MAX, uriTooLong } from '../edge/request-head.ts';
import type { Teller } from '../edge/teller.ts';
import { noteCaller, type Visit } from '../edge/visit.ts';
import { normalisePath } from '../path/normalise-path.ts';
import { OPEN_CORS } from '../reply/cors.ts';
import type { Answer } from '../reply/reply.ts';
import { unknownRoute, type RouteTable } from '../routes/route-table.ts';
import { innerCloud } from './cloud-context.ts';
import { innerRequest } from './inner-request.ts';
import { wholeReply } from './whole-reply.ts';

export interface InnerDoorParts {
  readonly apps: AppDirectory;
  /** Routes below the mount. */
  readonly routes: RouteTable;
  readonly steps: GuardedSteps;
  readonly teller: Teller;
}

/** Paths of code are below the mount already. */
const MOUNT: readonly string[] = [];

/**
 * The door for code of an app: a request that it makes inside of the deployment passes the guards of a client's. Its caller is known, so
 * that it shows no keys; keys and tokens in its body say nothing.
 */
export class InnerDoor {
  readonly #parts: InnerDoorParts;

  constructor(parts: InnerDoorParts) {
    this.#parts = parts;
  }

  /** Never throws: errors are answers, as a client would get them. */
  async perform(asked: gateway.PerformRequest, context: RequestContext): Promise<HttpReply> {
    const { method, path: url, contentType, body } = asked;
    const { cloud, requestId } = context;
    const request = innerRequest({ method, url, contentType, headers: cloud?.headers ?? {}, body });
    const visit: Visit = { request, requestId, arrivedAt: Date.now(), startedAt: performance.now(), cors: OPEN_CORS, method };
    const { teller } = this.#parts;
    const answer = () => this.#answer(visit, asked, context);
    try {
      const given = await (isRecording() ? observeVisit(visit, 'inner', answer) : answer());
      return await wholeReply(teller.noted(visit, given));
    } catch (error) {
      return wholeReply(teller.explain(visit, error));
    }
  }

  async #answer(visit: Visit, asked: gateway.PerformRequest, context: RequestContext): Promise<Answer> {
    const { apps, routes, steps } = this.#parts;
    if (asked.path.length > URL_BYTES_MAX) throw uriTooLong();
    const app = await apps.get(context.app, context.requestId);
    if (app === undefined) throw unauthorized('InvalidApiKey');
    visit.app = app;
    const path = normalisePath(asked.path, MOUNT);
    if (path === undefined) throw unknownRoute(asked.method, []);
    const address = context.cloud?.ip ?? '';
    const keyHolder = keyHolderOf(asked, context);
    const open = steps.findPublic(visit.request, path);
    if (open !== undefined) {
      if (open.path['appId'] !== undefined && open.path['appId'] !== app.id) throw unauthorized('InvalidApiKey');
      return steps.answerPublic(visit, open, () => address, keyHolder);
    }
    const rules = routes.bodyRules(asked.method, path.segments);
    assertSize(app, asked.body.length, rules?.bodyBytesMax ?? 0);
    const isUnread = rules?.takesBytes === true;
    const received = await receivedOf(asked, context, app, isUnread, rules);
    noteCaller(visit, received);
    return steps.answer(visit, {
      received,
      path,
      isUnread,
      keyHolder,
      address,
      isInner: true,
      deadline: context.deadline,
      repeatId: asked.repeatId,
      context: received.context,
      cloudOf: innerCloud(context.cloud, received.credentials.sessionToken),
    });
  }
}

/** A token of the request counts for callers without rights of their own, as a client's beside its keys. */
function keyHolderOf({ sessionToken }: gateway.PerformRequest, { identity }: RequestContext): Identity {
  return identity.kind === 'user' && sessionToken !== undefined ? PUBLIC : identity;
}

async function receivedOf(
  asked: gateway.PerformRequest,
  { identity, cloud }: RequestContext,
  app: App,
  isUnread: boolean,
  rules: Parameters<typeof readContent>[2],
): Promise<Received> {
  const { method, contentType, body } = asked;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const sessionToken = asked.sessionToken ?? (identity.kind === 'user' ? cloud?.sessionToken : undefined);
  const installationId = cloud?.installationId;
  const credentials = {
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(installationId === undefined ? {} : { installationId }),
  };
  const content = isUnread ? UNREAD : await readContent(bytes, contentType, rules);
  if (content.method !== undefined && content.method !== method)
    throw new ParseError('InvalidJson', 'Inside of the deployment a request has the method that it names.');
  return asReceived(content, { app, credentials, method, bytes: isUnread ? undefined : bytes, bodyMs: 0 });
}

const UNREAD = {
  context: undefined,
  contentType: undefined,
  formType: undefined,
  members: {},
  fault: undefined,
  isBare: false,
  method: undefined,
} as const;
