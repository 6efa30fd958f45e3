import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { push, type RequestContext } from '@parlance/contracts';
import { judgeTokens, type Clock } from '@parlance/push';
import { PushApps } from '../apps/push-apps.ts';
import { PUSH_CLOCK } from '../clock.ts';
import type { PartitionDocument, PushDocument, WaveDocument } from '../database/documents.ts';
import { Engine } from '../engine/engine.ts';
import { waitsUntil } from '../engine/waiting-waves.ts';
import { endOf } from '../engine/wave-times.ts';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { WakeUps } from '../engine/wake-ups.ts';
import { pushFigures } from '../metrics.ts';
import { PartitionStore } from './partition.store.ts';
import { PushStore } from './push.store.ts';
import { WaveStore } from './wave.store.ts';

/** Injection token: partitions of all large pushes of one app that may be worked on at a time. */
export const PARTITIONS_PER_APP = Symbol('PARTITIONS_PER_APP');

/** Hands partitions to workers, and keeps the states that they bring back. */
@Controller()
export class WorkHandler {
  constructor(
    private readonly pushes: PushStore,
    private readonly waves: WaveStore,
    private readonly partitions: PartitionStore,
    private readonly apps: PushApps,
    private readonly engine: Engine,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
    private readonly wakeUps: WakeUps,
    @Inject(PARTITIONS_PER_APP) private readonly perApp: number,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Handles(push.claimPartition)
  async claim(
    @Payload() { partition, owner }: { partition: string; owner: string },
    @Ctx() context: RequestContext,
  ): Promise<{ claim: push.PushClaim | null }> {
    const known = await this.partitions.find(partition);
    if (known === undefined) return { claim: null };
    const [pushed, wave] = await Promise.all([this.pushes.find(known.push), this.waves.find(known.wave)]);
    if (pushed === undefined || wave === undefined || !isAtWork(pushed)) return { claim: null };
    if (known.lane === 'bulk' && (await this.partitions.heldOfApp(pushed.a, 'bulk')) >= this.perApp) return { claim: null };
    const app = await this.apps.get(context.app, context.requestId);
    const claimed = await this.partitions.claim(partition, owner, this.clock.now());
    if (claimed === undefined) return { claim: null };
    if (claimed.fence === 1) pushFigures.started(claimed.lane, this.clock.now().getTime() - wave.dueAt.getTime());
    const claim = claimOf(claimed, wave, pushed, this.partitions.leaseMs);
    return { claim: app === undefined ? claim : { ...claim, appName: app.name } };
  }

  @Handles(push.checkpoint)
  async checkpoint(
    @Payload() { partition, notBefore, ...state }: push.CheckpointRequest,
    @Ctx() _context: RequestContext,
  ): Promise<{ held: boolean }> {
    const held = await this.partitions.checkpoint(partition, {
      ...state,
      ...(notBefore === undefined ? {} : { notBefore: new Date(notBefore) }),
    });
    if (!held) pushFigures.fenceRejected();
    if (held && state.then === 'wait' && notBefore !== undefined) void this.#wakeLater(partition, notBefore);
    // Beside the answer: the window of the push is filled again, or the push ends.
    if (held && state.then !== 'run') void this.engine.advance(pushOf(partition));
    return { held };
  }

  /** Beside the answer: a look finds the partition too, a little later. */
  async #wakeLater(id: string, notBefore: number): Promise<void> {
    try {
      const partition = await this.partitions.find(id);
      if (partition === undefined) return;
      const { a: app, push: pushId, lane, fence } = partition;
      await this.wakeUps.wakeLater({ app, push: pushId, partition: id, lane, fence }, notBefore - this.clock.now().getTime());
    } catch (error) {
      this.logger.debug({ err: error, partition: id }, 'Workers could not be told of a partition that waits.');
    }
  }

  @Handles(push.judgeTokens)
  async judge(
    @Payload() { partition, round, seen, bad, isWhole }: push.JudgeTokensRequest,
    @Ctx() _context: RequestContext,
  ): Promise<push.JudgedTokens> {
    const id = pushOf(partition);
    // Others may still bring answers.
    const isLast = isWhole && (await this.partitions.open({ push: id })) <= 1;
    const { verdict, round: now, isPaused } = await this.pushes.judgeTokens(id, round, { seen, bad }, isLast, WRONG_TOKENS);
    if (isPaused) void this.engine.advance(id);
    return { verdict, round: now };
  }

  @Handles(push.reportRefusal)
  async refused(
    @Payload() { pushId, credential, reason }: push.ReportRefusalRequest,
    @Ctx() { app }: RequestContext,
  ): Promise<Record<string, never>> {
    await this.pushes.alert(`${app}.${pushId}`, `The credential ${credential} is not accepted by its provider: ${reason}.`);
    return {};
  }

  @Handles(push.readRunState)
  async readRunState(@Payload() { pushId }: { pushId: string }, @Ctx() { app }: RequestContext): Promise<{ state: push.PushRunState }> {
    const pushed = await this.pushes.find(`${app}.${pushId}`);
    if (pushed?.state === 'running' && pushed.error === undefined) return { state: 'running' };
    return { state: pushed?.state === 'paused' ? 'paused' : 'ending' };
  }
}

/** The words for the sender of a push that was paused for its tokens. */
const WRONG_TOKENS =
  'The push is paused: APNs finds more than 20 % of the first device tokens bad. The credentials are of another environment or app than ' +
  'the devices. Mend them and resume the push; no token was removed.';

/** The workers of a push that is canceled or fails still settle the slices that were announced. */
function isAtWork({ state }: PushDocument): boolean {
  return state === 'running' || state === 'canceling';
}

/** `<push>-<variant>-<wave>-<number>`: ids of apps may hold hyphens, the three words at the end hold none. */
function pushOf(partition: string): string {
  return partition.split('-').slice(0, -3).join('-');
}

function tokensOf({ tokens }: PushDocument): push.PushTokens {
  return tokens === undefined ? { round: 0, passed: false } : { round: tokens.round, passed: judgeTokens(tokens) === 'passed' };
}

function claimOf(partition: PartitionDocument, wave: WaveDocument, pushed: PushDocument, leaseMs: number): push.PushClaim {
  const { _id, fence, seq, upTo, work, lane } = partition;
  const { where, zones, waiting, dueAt, expiresAt } = wave;
  const endsAt = endOf(pushed, wave);
  return {
    partition: _id,
    app: pushed.a,
    pushId: pushed.objectId,
    fence,
    seq,
    leaseMs,
    ...(upTo === undefined ? {} : { upTo }),
    work,
    where: JSON.parse(where ?? pushed.where) as Record<string, unknown>,
    ...(zones === undefined ? {} : { zones: [...zones] }),
    body: JSON.parse(pushed.body) as Record<string, unknown>,
    pushHash: pushed.pushHash,
    badgeKey: `${pushed.objectId}-all`,
    ...(pushed.timing.pushTime?.kind === 'local' ? { local: pushed.objectId } : {}),
    dueAt: dueAt.getTime(),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.getTime() }),
    ...(endsAt === undefined ? {} : { endsAt }),
    policy: pushed.policy,
    lane,
    ...(pushed.maxRate === undefined ? {} : { maxRate: pushed.maxRate }),
    tokens: tokensOf(pushed),
    ...(pushed.group === undefined ? {} : { group: pushed.group }),
    exempt: pushed.exempt ?? false,
    ...(waiting === undefined ? {} : { waiting }),
    waitsUntil: waitsUntil(pushed).getTime(),
  };
}
