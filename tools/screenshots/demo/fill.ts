import { fillAudience, fillExperiment } from './audience.ts';
import { fillCode } from './code.ts';
import type { Demo } from './demo.ts';
import { fillEvents } from './events.ts';
import { fillObjects, STORIED } from './objects.ts';
import { fillParameters } from './parameters.ts';

/** Things of the demo that pictures name. */
export interface Filled {
  readonly storied: string;
  readonly experiment: string;
}

/** Everything that the pictures show. */
export async function fill(demo: Demo): Promise<Filled> {
  const hunts = await fillObjects(demo);
  await fillParameters(demo);
  await fillCode(demo);
  const news = await fillAudience(demo);
  await fillEvents(demo, news.hash);
  return { storied: hunts.get(STORIED) ?? '', experiment: await fillExperiment(demo, news) };
}
