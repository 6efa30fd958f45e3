import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, push, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { asPlatform } from '@parlance/platform-objects';
import { assertRecipients, launchBody, parsePush, type Clock } from '@parlance/push';
import { documentOf, promisedState, statusMembers, type CheckedPush } from '../accept/accept.ts';
import { newPushId } from '../accept/new-push-id.ts';
import { PushApps } from '../apps/push-apps.ts';
import { PUSH_CLOCK } from '../clock.ts';
import { pushKey, pushNotFound } from '../console/push-object.ts';
import type { PushDocument } from '../database/documents.ts';
import type { ExperimentDocument, StoredLaunch } from '../database/experiment-document.ts';
import { AppPushes } from '../limits/app-pushes.ts';
import { Engine } from '../engine/engine.ts';
import { StatusObject } from '../engine/status-object.ts';
import { PushStore } from '../records/push.store.ts';
import { ExperimentStore } from './experiment.store.ts';

const LAUNCHED_BEFORE = 'This experiment was launched before.';

/** Launches the version that its sender chooses, to those of the audience who were not tested. */
@Controller()
export class LaunchHandler {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly apps: PushApps,
    private readonly pushes: PushStore,
    private readonly experiments: ExperimentStore,
    private readonly status: StatusObject,
    private readonly engine: Engine,
    private readonly appPushes: AppPushes,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
  ) {}

  @Handles(push.launch)
  async launch(@Payload() { pushId, body, repeatId }: push.LaunchRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    const experiment = await this.experiments.find(pushKey(context.app, pushId));
    if (experiment === undefined) throw pushNotFound();
    if (experiment.launch !== undefined) return this.#again(experiment.launch, repeatId, context);
    const { choice, checked } = await this.#check(experiment, body, repeatId, context);
    const pushed = documentOf(checked, context.app, this.clock.now());
    const { quota } = await this.apps.of(context);
    await this.appPushes.take(context.app, quota, 1);
    const earlier = await this.pushes.add(pushed);
    if (earlier !== undefined) {
      await this.appPushes.giveBack(context.app, quota, 1);
      return answer(earlier);
    }
    await this.status.make(pushed, statusMembers(checked, pushed));
    const launch = { choice, push: pushed.objectId, at: pushed.createdAt };
    if (!(await this.experiments.launch(experiment._id, launch, pushed._id, promisedState(pushed)))) {
      await this.engine.remove(pushed);
      throw refused(LAUNCHED_BEFORE);
    }
    // Beside the answer, which says that the push is stored and nothing more.
    void this.engine.advance(pushed._id);
    return answer(pushed);
  }

  /** A launch that was made: a repetition of the same request hears of it again. */
  async #again({ push: id }: StoredLaunch, repeatId: string | undefined, { app }: RequestContext): Promise<HttpReply> {
    const launched = await this.pushes.find(pushKey(app, id));
    if (repeatId === undefined || launched?.key !== repeatId) throw refused(LAUNCHED_BEFORE);
    return answer(launched);
  }

  /** The launch as the push that it is: with the message of the chosen version, by the rules of every push. */
  async #check(
    experiment: ExperimentDocument,
    json: Record<string, unknown>,
    repeatId: string | undefined,
    context: RequestContext,
  ): Promise<{ readonly choice: string; readonly checked: CheckedPush }> {
    const { objectId, type, sizePercent, where: asked, variants } = experiment;
    const stored = await this.pushes.findAll(variants.map(({ push: id }) => pushKey(context.app, id)));
    const bodies = variants.flatMap(({ key, push: id }) => {
      const pushed = stored.find((version) => version.objectId === id);
      return pushed === undefined ? [] : [[key, JSON.parse(pushed.body) as Record<string, unknown>] as const];
    });
    const where = JSON.parse(asked) as Record<string, unknown>;
    const { choice, body } = launchBody(json, { type, sizePercent, where, variants: new Map(bodies) });
    const { rights, senders, limits, name: appName } = await this.apps.of(context);
    const pushId = newPushId();
    const parsed = { caller: 'master' as const, rights, senders, now: this.clock.now().getTime(), pushId, appName };
    const request = parsePush(body, parsed);
    const recipientsMax = request.options.lane === 'transactional' ? limits.transactionalRecipients : undefined;
    const counting = { where, limit: (recipientsMax ?? 0) + 1 };
    assertRecipients((await this.bus.call(data.countAudience, counting, asPlatform(context))).count, recipientsMax);
    const group = { experiment: objectId, sizePercent, variants: variants.length, index: 'launch' as const };
    return { choice, checked: { request, where, body: { ...body }, pushId, key: repeatId, recipientsMax, group } };
  }
}

function answer({ objectId }: PushDocument): HttpReply {
  const body = Buffer.from(JSON.stringify({ result: true, launch_push_id: objectId }));
  return { status: 200, headers: { 'x-parse-push-status-id': objectId }, body };
}

function refused(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
