import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { WaveDocument, WaveState } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

/** Members that planning writes once. */
export type WavePlan = Pick<Required<WaveDocument>, 'bounds' | 'estimate' | 'lane'>;

/** The waves of pushes. */
export class WaveStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  /** Adds a wave unless it is there. One that is there and has not begun takes further zones. */
  async ensure({ zones, ...wave }: WaveDocument): Promise<void> {
    const waves = await this.#waves();
    await writeTo(waves, 'update', () => waves.updateOne({ _id: wave._id }, { $setOnInsert: wave }, { upsert: true }));
    if (zones === undefined) return;
    const more = { $addToSet: { zones: { $each: [...zones] } } };
    await writeTo(waves, 'update', () => waves.updateOne({ _id: wave._id, state: 'ready' }, more));
  }

  async of(push: string): Promise<readonly WaveDocument[]> {
    const waves = await this.#waves();
    return readFrom(waves, 'find', () => waves.find({ push }).sort({ dueAt: 1 }).toArray());
  }

  /** The waves of many pushes, without their plans. */
  async ofAll(pushes: readonly string[]): Promise<readonly WaveDocument[]> {
    if (pushes.length === 0) return [];
    const waves = await this.#waves();
    return readFrom(waves, 'find', () => waves.find({ push: { $in: [...pushes] } }, { projection: { bounds: 0 } }).toArray());
  }

  async find(id: string): Promise<WaveDocument | undefined> {
    const waves = await this.#waves();
    return (await readFrom(waves, 'find', () => waves.findOne({ _id: id }))) ?? undefined;
  }

  /** Writes the frozen query down, unless somebody has done so. @returns the one that counts */
  async freeze(id: string, where: string): Promise<string> {
    const waves = await this.#waves();
    await writeTo(waves, 'update', () => waves.updateOne({ _id: id, where: { $exists: false } }, { $set: { where } }));
    return (await this.find(id))?.where ?? where;
  }

  /** Writes the plan down, unless somebody has done so. @returns the one that counts */
  async plan(id: string, plan: WavePlan): Promise<WavePlan> {
    const waves = await this.#waves();
    await writeTo(waves, 'update', () => waves.updateOne({ _id: id, bounds: { $exists: false } }, { $set: plan }));
    const { bounds, estimate, lane } = (await this.find(id)) ?? {};
    return { bounds: bounds ?? plan.bounds, estimate: estimate ?? plan.estimate, lane: lane ?? plan.lane };
  }

  /** Moves a wave from one state to another. @returns false when it is in another */
  async move(id: string, from: WaveState, to: WaveState, change: Partial<Pick<WaveDocument, 'skipped'>> = {}): Promise<boolean> {
    const waves = await this.#waves();
    const { matchedCount } = await writeTo(waves, 'update', () =>
      waves.updateOne({ _id: id, state: from }, { $set: { ...change, state: to } }),
    );
    return matchedCount > 0;
  }

  /** Takes zones out of a wave that has not begun. */
  async release(id: string, zones: readonly string[]): Promise<void> {
    const waves = await this.#waves();
    await writeTo(waves, 'update', () => waves.updateOne({ _id: id, state: 'ready' }, { $pullAll: { zones: [...zones] } }));
  }

  /** Counts anew who gets nothing by a wave that sends nothing. */
  async recount(id: string, skipped: Readonly<Record<string, number>>): Promise<void> {
    const waves = await this.#waves();
    await writeTo(waves, 'update', () => waves.updateOne({ _id: id, state: 'skipped' }, { $set: { skipped } }));
  }

  async removeOf(push: string): Promise<void> {
    const waves = await this.#waves();
    await writeTo(waves, 'delete', () => waves.deleteMany({ push }));
  }

  async #waves(): Promise<Collection<WaveDocument>> {
    return (await this.#database.open()).waves;
  }
}
