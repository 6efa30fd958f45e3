import type { Bus } from '@parlance/bus';
import { data, push } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { assertRecipients, laneOf, partitionsFor } from '@parlance/push';
import { span } from '@parlance/telemetry';
import type { PartitionDocument, PushDocument, WaveDocument } from '../database/documents.ts';
import { pushFigures } from '../metrics.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { WaveStore } from '../records/wave.store.ts';
import { pushContext } from './push-context.ts';

const COUNTED_MAX = 1_000_000;

export interface Planning {
  readonly bus: Bus;
  readonly waves: WaveStore;
  readonly partitions: PartitionStore;
}

/**
 * Plans a wave that is due: its query is frozen, its audience counted and parted. Killed between any two steps, the next planner finds the
 * decisions of the first, and comes to the same partitions.
 *
 * @throws InvalidQuery (102) and other refusals of the query; ParseError of services that do not answer
 */
export function planWave(pushed: PushDocument, wave: WaveDocument, planning: Planning): Promise<void> {
  const began = performance.now();
  return span(
    'push plan',
    'internal',
    { 'push.id': pushed.objectId },
    () => plan(pushed, wave, planning),
    undefined,
    () => {
      pushFigures.planned(performance.now() - began);
    },
  );
}

async function plan({ a: app, ...pushed }: PushDocument, wave: WaveDocument, { bus, waves, partitions }: Planning): Promise<void> {
  const context = pushContext(app, pushed._id);
  const where = wave.where ?? (await freeze());
  const audience = {
    where: JSON.parse(where) as Record<string, unknown>,
    ...(wave.zones === undefined ? {} : { zones: [...wave.zones] }),
    ...(wave.waiting === undefined ? {} : { waiting: wave.waiting }),
  };
  const { bounds, estimate, lane } = await waves.plan(wave._id, await decide());
  if (estimate > 0) await partitions.ensure(partitionsOf(app, wave, bounds, lane));
  await waves.move(wave._id, 'ready', 'running');

  async function freeze(): Promise<string> {
    const frozen = await bus.call(data.freezeAudience, { where: JSON.parse(pushed.where) as Record<string, unknown> }, context);
    return waves.freeze(wave._id, JSON.stringify(frozen.where));
  }

  async function decide(): Promise<{ bounds: readonly string[]; estimate: number; lane: push.PushLane }> {
    const estimate = await count();
    assertRecipients(estimate, pushed.recipientsMax);
    const parts = partitionsFor(estimate);
    const { bounds } = parts === 1 ? { bounds: [] } : await bus.call(data.splitAudience, { parts }, context);
    return { bounds, estimate, lane: laneOf(estimate, pushed.lane) };
  }

  /** An audience that takes too long to be counted is taken for a large one: it is parted all the same. */
  async function count(): Promise<number> {
    try {
      return (await bus.call(data.countAudience, { ...audience, limit: COUNTED_MAX }, context)).count;
    } catch (error) {
      if (error instanceof ParseError && error.kind === 'RequestTimeout') return COUNTED_MAX;
      throw error;
    }
  }
}

/** The partitions of a wave: one more than bounds, each up to its bound. */
export function partitionsOf(
  app: string,
  { _id: wave, push: pushId }: WaveDocument,
  bounds: readonly string[],
  lane: push.PushLane,
): PartitionDocument[] {
  const edges = [undefined, ...bounds, undefined];
  return edges.slice(1).map((upTo, part) => {
    const after = edges[part];
    return {
      _id: `${wave}-${part}`,
      a: app,
      wave,
      push: pushId,
      state: 'ready',
      lane,
      ...(after === undefined ? {} : { after }),
      ...(upTo === undefined ? {} : { upTo }),
      fence: 0,
      seq: 0,
      leaseUntil: new Date(0),
      work: after === undefined ? push.NO_PUSH_WORK : { ...push.NO_PUSH_WORK, cursor: after },
    };
  });
}
