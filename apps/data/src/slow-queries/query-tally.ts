import { createHash } from 'node:crypto';
import { bucketOf } from './duration-histogram.ts';
import type { PlanSummary } from './plan-summary.ts';
import type { SlowQueryRecord, Suggestion, WatchedOperation } from './slow-query.store.ts';

/** Queries that differ only in values. */
export interface QueryKind {
  readonly className: string;
  readonly operation: WatchedOperation;
  readonly shape: string;
}

/** One query that has ended. */
export interface QueryRun {
  readonly durationMs: number;
  readonly isSlow: boolean;
  readonly isTimeout: boolean;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}

/** Findings on how a kind of query is carried out, and how it could be. */
export interface Advice {
  readonly plan: PlanSummary;
  readonly suggestion: Suggestion | null;
  /** Epoch milliseconds. */
  readonly plannedAt: number;
}

const HOUR_MS = 3_600_000;
const KEPT_MS = 7 * 24 * HOUR_MS;
/** Characters of a shape that are shown. Queries of 500 constraints on long paths are told apart all the same, by their digest. */
const SHAPE_SHOWN_MAX = 1_000;

export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

/** The runs of one kind of query that one process has seen in one hour. */
export class QueryTally {
  readonly hour: number;
  /** Changed since it was last saved. */
  isDirty = false;
  readonly #kind: QueryKind;
  readonly #buckets: Record<string, number> = {};
  #count = 0;
  #slowCount = 0;
  #timeouts = 0;
  #totalMs = 0;
  #scanned = 0;
  #explained = 0;
  #firstSeen = Infinity;
  #lastSeen = -Infinity;
  #advice: Advice | undefined;

  /** @param advice the findings of hours before */
  constructor(kind: QueryKind, hour: number, advice?: Advice) {
    this.#kind = kind;
    this.hour = hour;
    this.#advice = advice;
  }

  get advice(): Advice | undefined {
    return this.#advice;
  }

  add({ durationMs, isSlow, isTimeout, endedAt }: QueryRun): void {
    const bucket = bucketOf(durationMs);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
    if (isSlow) this.#slowCount++;
    if (isTimeout) this.#timeouts++;
    this.#totalMs += durationMs;
    this.#firstSeen = Math.min(this.#firstSeen, endedAt);
    this.#lastSeen = Math.max(this.#lastSeen, endedAt);
    this.isDirty = true;
  }

  advise(advice: Advice): void {
    this.#advice = advice;
    if (advice.plan.docsExamined !== null) {
      this.#scanned += advice.plan.docsExamined;
      this.#explained++;
    }
    this.isDirty = true;
  }

  /** @param source of this process: no other has it */
  record(source: string): SlowQueryRecord {
    const { className, operation, shape } = this.#kind;
    const shapeId = digest(`${className} ${operation} ${shape}`);
    return {
      id: `${new Date(this.hour).toISOString()} ${shapeId} ${source}`,
      shapeId,
      className,
      operation,
      shape: shape.length > SHAPE_SHOWN_MAX ? `${shape.slice(0, SHAPE_SHOWN_MAX)}…` : shape,
      count: this.#count,
      slowCount: this.#slowCount,
      timeouts: this.#timeouts,
      totalMs: this.#totalMs,
      buckets: { ...this.#buckets },
      scanned: this.#scanned,
      explained: this.#explained,
      firstSeen: new Date(this.#firstSeen),
      lastSeen: new Date(this.#lastSeen),
      plannedAt: this.#advice === undefined ? null : new Date(this.#advice.plannedAt),
      plan: this.#advice?.plan ?? null,
      suggestion: this.#advice?.suggestion ?? null,
      expiresAt: new Date(this.hour + HOUR_MS + KEPT_MS),
    };
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
