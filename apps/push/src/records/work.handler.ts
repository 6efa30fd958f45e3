import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { push, type RequestContext } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import { PUSH_CLOCK } from '../clock.ts';
import type { PartitionDocument, PushDocument, WaveDocument } from '../database/documents.ts';
import { Engine } from '../engine/engine.ts';
import { PartitionStore } from './partition.store.ts';
import { PushStore } from './push.store.ts';
import { WaveStore } from './wave.store.ts';

/** Hands partitions to workers, and keeps the states that they bring back. */
@Controller()
export class WorkHandler {
  constructor(
    private readonly pushes: PushStore,
    private readonly waves: WaveStore,
    private readonly partitions: PartitionStore,
    private readonly engine: Engine,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
  ) {}

  @Handles(push.claimPartition)
  async claim(
    @Payload() { partition, owner }: { partition: string; owner: string },
    @Ctx() _context: RequestContext,
  ): Promise<{ claim: push.PushClaim | null }> {
    const known = await this.partitions.find(partition);
    if (known === undefined) return { claim: null };
    const [pushed, wave] = await Promise.all([this.pushes.find(known.push), this.waves.find(known.wave)]);
    if (pushed === undefined || wave === undefined || !isAtWork(pushed)) return { claim: null };
    const claimed = await this.partitions.claim(partition, owner, this.clock.now());
    return { claim: claimed === undefined ? null : claimOf(claimed, wave, pushed, this.partitions.leaseMs) };
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
    // Beside the answer: the window of the push is filled again, or the push ends.
    if (held && state.then !== 'run') void this.engine.advance(pushOf(partition));
    return { held };
  }

  @Handles(push.readRunState)
  async readRunState(@Payload() { pushId }: { pushId: string }, @Ctx() { app }: RequestContext): Promise<{ state: push.PushRunState }> {
    const pushed = await this.pushes.find(`${app}.${pushId}`);
    if (pushed?.state === 'running') return { state: 'running' };
    return { state: pushed?.state === 'paused' ? 'paused' : 'ending' };
  }
}

/** The workers of a push that is canceled still settle the slices that were announced. */
function isAtWork({ state }: PushDocument): boolean {
  return state === 'running' || state === 'canceling';
}

/** `<push>-<variant>-<wave>-<number>`: ids of apps may hold hyphens, the three words at the end hold none. */
function pushOf(partition: string): string {
  return partition.split('-').slice(0, -3).join('-');
}

function claimOf(partition: PartitionDocument, wave: WaveDocument, pushed: PushDocument, leaseMs: number): push.PushClaim {
  const { _id, fence, seq, upTo, work, lane } = partition;
  const { where, zones, dueAt, expiresAt } = wave;
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
    policy: pushed.policy,
    lane,
  };
}
