import type { analytics, config } from '@parlance/contracts';
import { assignGroup } from '@parlance/statistics';
import type { News } from './participation.ts';

/** Longer ids are nobody's. */
const ID_LENGTH_MAX = 256;
/** Moments of one batch about one installation; of more the first and the last ones tell enough. */
const TIMES_MAX = 200;

interface Gathered extends Omit<News, 'givenAt' | 'times'> {
  givenAt: number | undefined;
  readonly times: Set<number>;
}

/**
 * The news that a batch has about the experiments of one app. The group is told by the installation's id, whatever the sender says: nobody
 * is in another one.
 */
export function newsOf(
  app: string,
  experiments: readonly config.MeasuredExperiment[],
  given: readonly analytics.GivenVariants[],
  events: readonly analytics.TakenEvent[],
): readonly News[] {
  const gathered = new Map<string, Gathered>();
  for (const { experiment: id, installations } of given) {
    const experiment = experiments.find((one) => one.id === id);
    if (experiment === undefined) continue;
    for (const [installation, at] of installations) {
      const news = gather(gathered, app, experiment, installation);
      if (news !== undefined) news.givenAt = Math.min(at, news.givenAt ?? Infinity);
    }
  }
  for (const event of events) {
    if (event.installation === undefined) continue;
    for (const experiment of experiments) {
      if (isMeasure(experiment, event)) gather(gathered, app, experiment, event.installation)?.times.add(event.at);
    }
  }
  return Array.from(gathered.values(), (news) => ({ ...news, times: bounded([...news.times]) }));
}

/** The installation's id in small letters, as it is stored, of the id of a participation. */
export function installationIn({ id, of }: Pick<News, 'id' | 'of'>): string {
  return id.slice(of.length + 1);
}

function gather(
  gathered: Map<string, Gathered>,
  app: string,
  experiment: config.MeasuredExperiment,
  installation: string,
): Gathered | undefined {
  if (installation === '' || installation.length > ID_LENGTH_MAX) return undefined;
  const of = `${app}|${experiment.id}`;
  const id = `${of}|${installation.toLowerCase()}`;
  const known = gathered.get(id);
  if (known !== undefined) return known;
  const split = { experimentId: experiment.id, sizePercent: experiment.sizePercent, variants: experiment.variants };
  const group = assignGroup(split, { objectId: '', installationId: installation });
  if (group.kind !== 'variant') return undefined;
  const news = { id, of, variant: group.index, rules: experiment, givenAt: undefined, times: new Set<number>() };
  gathered.set(id, news);
  return news;
}

function isMeasure({ event, filter }: config.MeasuredExperiment, { name, dimensions }: analytics.TakenEvent): boolean {
  if (name !== event) return false;
  return filter.every(({ dimension, is }) => dimensions.some(([named, value]) => named === dimension && is.includes(value)));
}

function bounded(times: readonly number[]): readonly number[] {
  if (times.length <= TIMES_MAX) return times;
  const sorted = [...times].sort((one, other) => one - other);
  return [...sorted.slice(0, TIMES_MAX / 2), ...sorted.slice(-TIMES_MAX / 2)];
}
