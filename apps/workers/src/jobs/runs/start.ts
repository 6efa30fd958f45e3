import { ParseError } from '@parlance/errors';
import type { Clock } from '@parlance/push';
import type { RunDocument } from '../database/documents.ts';
import type { JobStatus } from './job-status.ts';
import { newJobId } from './new-job-id.ts';
import type { RunStore } from './run.store.ts';
import type { WakeUps } from './wake-ups.ts';

const PARAMS_LENGTH_MAX = 8_000_000;

export interface StartNeeds {
  readonly runs: RunStore;
  readonly status: JobStatus;
  readonly wakeUps: WakeUps;
  readonly clock: Clock;
}

/** A run that is asked for. */
export interface AskedRun {
  readonly app: string;
  readonly name: string;
  /** JSON of an object. */
  readonly params: string;
  readonly cloud?: string | undefined;
  /** Of a schedule: `id` is that of its document, `at` epoch milliseconds. */
  readonly scheduled?: { readonly id: string; readonly at: number };
}

/**
 * Stores a run so that nothing loses it, then its object, and wakes a worker. A process that is killed in between leaves a run that runs,
 * though nobody was promised it: a caller that asks again starts another.
 *
 * @returns its objectId; undefined for a moment of a schedule that has its run already
 */
export async function startRun({ app, name, params, cloud, scheduled }: AskedRun, needs: StartNeeds): Promise<string | undefined> {
  const { runs, wakeUps, clock } = needs;
  if (params.length > PARAMS_LENGTH_MAX) throw new ParseError('ObjectTooLarge', 'The parameters of a job have 8 MB at most.');
  const objectId = newJobId();
  const now = clock.now();
  const run: RunDocument = {
    _id: `${app}.${objectId}`,
    a: app,
    objectId,
    name,
    params,
    ...(cloud === undefined ? {} : { cloud }),
    source: scheduled === undefined ? 'api' : 'schedule',
    state: 'waiting',
    createdAt: now,
    dueAt: now,
    attempt: 0,
    unmade: true,
    ...(scheduled === undefined ? {} : { schedule: scheduled.id, moment: `${scheduled.id}.${scheduled.at}` }),
  };
  if (!(await runs.add(run))) return undefined;
  if (scheduled === undefined) await makeOrTakeBack(run, needs);
  void wakeUps.wake(run);
  return objectId;
}

/** The caller hears of a run once its object is there. @throws the error of `data`: the run is taken back then */
async function makeOrTakeBack(run: RunDocument, { runs, status }: StartNeeds): Promise<void> {
  try {
    await status.make(run);
    await runs.made(run._id);
  } catch (error) {
    await runs.remove(run._id);
    throw error;
  }
}
