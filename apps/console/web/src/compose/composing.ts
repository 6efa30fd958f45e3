import type { Draft } from './draft.ts';
import type { Problem } from './problems.ts';
import type { Estimate, SavedAudience } from './use-audience.ts';
import type { JsonObject } from './json-object.ts';

/** All that a step of the composer sees. */
export interface Composing {
  readonly app: string;
  readonly draft: Draft;
  readonly change: (change: (draft: Draft) => Draft) => void;
  readonly estimate: Estimate | undefined;
  readonly estimateError: Error | null;
  readonly where: JsonObject | undefined;
  readonly savedError: Error | null;
  readonly saved: readonly SavedAudience[];
  readonly problems: readonly Problem[];
  /** The sentence beside an input, once its step was left or tried. */
  readonly problemAt: (field: string) => string | undefined;
}
