import { t } from '../texts/index.ts';
import { percent as percentOf } from '../texts/numbers.ts';
import type { ReplyOf } from '../api/operations.ts';

/** The suggested size of a test with its reason. `percent` is undefined where there is no suggestion. */
export function adviceOf({ size, all, openRate, audience }: ReplyOf<'push/suggest-size'>): {
  readonly text: string;
  readonly percent?: number;
} {
  if (size === null || openRate === null) return { text: t.compose.test.noAdvice };
  const rate = percentOf(openRate);
  if (all || audience === 0) return { text: t.compose.test.adviceAll(rate), percent: 100 };
  const percent = Math.min(100, Math.max(1, Math.ceil((size / audience) * 100)));
  return { text: t.compose.test.advice(size, percent, rate), percent };
}
