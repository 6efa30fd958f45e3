import type { Cell, EventCells } from './event-cells.ts';
import { PackedCounts } from './packed-counts.ts';
import type { RollupStore } from './rollup.store.ts';

/** Documents kept in memory between two batches. Of at most a thousand values each; most have a few. */
const DOCUMENTS_MAX = 20_000;
/** The same as a sum of their values: some hundred bytes each. */
const VALUES_MAX = 500_000;

/** One event, or one sum of requests, and the entry that brought it. */
export interface Counted {
  readonly number: number;
  readonly times: number;
  readonly cells: EventCells;
  /** Latencies to be added to those of a cell's value: encoded, merged by `merge`. */
  readonly latencies?: readonly { readonly cell: Cell; readonly histogram: string }[];
}

/** Merges two encoded histograms. */
export type Merge = (one: string | undefined, other: string) => string;

/**
 * The counts of this process, which is the only one that writes them: documents are changed in memory, and stored once for each batch.
 *
 * Every entry is counted once in each document, however often it is read: documents carry the number of the last entry in them.
 */
export class Rollups {
  readonly #store: RollupStore;
  readonly #merge: Merge;
  /** In the order of last use. */
  readonly #live = new Map<string, PackedCounts>();

  constructor(store: RollupStore, merge: Merge) {
    this.#store = store;
    this.#merge = merge;
  }

  /**
   * Counts a batch, and stores the documents it has changed.
   *
   * @param number of the last entry of the batch
   * @throws Error when a document could not be stored, or another process has written one: `forget` then, and start from the stored position
   */
  async count(batch: readonly Counted[], number: number): Promise<void> {
    const touched = await this.#load(batch);
    for (const counted of batch) this.#apply(counted, touched);
    const dirty = [...touched.values()].filter(({ isDirty }) => isDirty);
    await this.#store.replace(dirty.map((counts) => ({ document: counts.toDocument(number), stored: counts.stored })));
    for (const counts of dirty) counts.noteStored(number);
    this.#keep(touched);
  }

  /** Reads all documents anew. */
  forget(): void {
    this.#live.clear();
  }

  #apply({ number, times, cells, latencies = [] }: Counted, touched: ReadonlyMap<string, PackedCounts>): void {
    for (const { cell, histogram } of latencies) this.#addLatency(number, cell, histogram, touched.get(cell.id)!);
    if (!isCounted(add(cells.name, number, times, touched), cells.name, touched)) return;
    for (const cell of cells.counted) add(cell, number, times, touched);
    for (const { name, counted } of cells.dimensions) {
      if (!isCounted(add(name, number, times, touched), name, touched)) continue;
      for (const cell of counted) add(cell, number, times, touched);
    }
  }

  #addLatency(number: number, cell: Cell, histogram: string, counts: PackedCounts): void {
    if (number <= counts.number) return;
    const value = counts.counts.size < cell.valuesMax || counts.counts.has(cell.value) ? cell.value : undefined;
    if (value === undefined) return;
    counts.counts.set(value, (counts.counts.get(value) ?? 0) + 1);
    counts.latencies.set(value, this.#merge(counts.latencies.get(value), histogram));
    counts.isDirty = true;
  }

  async #load(batch: readonly Counted[]): Promise<Map<string, PackedCounts>> {
    const touched = new Map<string, PackedCounts>();
    const missing = new Map<string, Cell>();
    const note = (cell: Cell): void => {
      if (touched.has(cell.id)) return;
      const live = this.#live.get(cell.id);
      if (live === undefined) missing.set(cell.id, cell);
      else touched.set(cell.id, live);
    };
    for (const { cells, latencies } of batch) {
      forEachCell(cells, note);
      latencies?.forEach(({ cell }) => note(cell));
    }
    for (const document of await this.#store.find([...missing.keys()])) touched.set(document._id, PackedCounts.of(document));
    for (const [id, cell] of missing) if (!touched.has(id)) touched.set(id, PackedCounts.fresh(id, cell.expiresAt));
    return touched;
  }

  #keep(touched: ReadonlyMap<string, PackedCounts>): void {
    for (const [id, counts] of touched) {
      this.#live.delete(id);
      if (counts.stored !== undefined) this.#live.set(id, counts);
    }
    let values = 0;
    for (const { counts } of this.#live.values()) values += counts.size;
    for (const [id, { counts }] of this.#live) {
      if (this.#live.size <= DOCUMENTS_MAX && values <= VALUES_MAX) break;
      values -= counts.size;
      this.#live.delete(id);
    }
  }
}

function forEachCell({ name, counted, dimensions }: EventCells, visit: (cell: Cell) => void): void {
  visit(name);
  counted.forEach(visit);
  for (const dimension of dimensions) {
    visit(dimension.name);
    dimension.counted.forEach(visit);
  }
}

function add(
  { id, value, valuesMax, other }: Cell,
  number: number,
  times: number,
  touched: ReadonlyMap<string, PackedCounts>,
): string | undefined {
  return touched.get(id)?.add(number, value, times, valuesMax, other);
}

/** Whether a name has counts of its own: it is found among the names of its day, where an entry that is read again has left it. */
function isCounted(under: string | undefined, { id, value }: Cell, touched: ReadonlyMap<string, PackedCounts>): boolean {
  return under === undefined ? touched.get(id)?.counts.has(value) === true : under === value;
}
