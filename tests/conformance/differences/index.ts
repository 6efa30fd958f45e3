import { aggregatesDifferences } from './aggregates.ts';
import { cloudDifferences } from './cloud.ts';
import { configDifferences } from './config.ts';
import { edgeDifferences } from './edge.ts';
import { GENERATED_DIFFERENCES } from './generated.ts';
import { hooksDifferences } from './hooks.ts';
import { namesDifferences } from './names.ts';
import { queriesDifferences } from './queries.ts';
import { schemasDifferences } from './schemas.ts';
import { valuesDifferences } from './values.ts';
import type { Expected, Steps } from './difference.ts';

/** Every difference that has a reason, by the key that its row in docs/compatibility.md begins with. */
const BY_REASON = {
  ...aggregatesDifferences,
  ...cloudDifferences,
  ...configDifferences,
  ...edgeDifferences,
  ...hooksDifferences,
  ...namesDifferences,
  ...queriesDifferences,
  ...schemasDifferences,
  ...valuesDifferences,
} satisfies Readonly<Record<string, Steps>>;

export type Reason = keyof typeof BY_REASON;

export const DIFFERENCES: Readonly<Record<Reason, Steps>> = BY_REASON;
const LISTED = Object.keys(BY_REASON) as Reason[];
/** Those of generated requests too, most of which are the same. */
export const REASONS: readonly string[] = [...new Set([...LISTED, ...Object.keys(GENERATED_DIFFERENCES)])];

/** Reasons for which Parse Server's own answer varies from run to run: both may happen to answer alike. */
const UNSTEADY: ReadonlySet<Reason> = new Set<Reason>(['transactions']);

export interface Difference {
  readonly reason: Reason;
  readonly expected: Expected;
  /** Whether Parse Server answers otherwise every time. */
  readonly isSteady: boolean;
}

/** The difference that the step of this id may show. */
export function differenceOf(id: string): Difference | undefined {
  for (const reason of LISTED) {
    const expected = DIFFERENCES[reason][id];
    if (expected !== undefined) return { reason, expected, isSteady: !UNSTEADY.has(reason) };
  }
  return undefined;
}
