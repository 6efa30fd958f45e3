import type { ReplyOf } from '../api/operations.ts';
import { t } from '../texts/index.ts';

type Previewed = ReplyOf<'parameters/preview'>['values'][number];

/** The reasons for a value, in the order in which they were looked at. */
export function reasonsOf({ condition, experiment, checked, masterKeyOnly }: Previewed): readonly string[] {
  const words = t.config.preview;
  const failed = checked.filter(({ holds }) => !holds).map(({ condition: name, because = '' }) => words.failed(name, because));
  const hidden = masterKeyOnly ? [words.hidden] : [];
  if (experiment !== undefined) return [...hidden, words.byExperiment(experiment.name, experiment.variant)];
  if (condition !== undefined) return [...hidden, ...failed, words.byCondition(condition)];
  return [...hidden, ...failed, failed.length === 0 ? words.plain : words.noneHolds];
}
