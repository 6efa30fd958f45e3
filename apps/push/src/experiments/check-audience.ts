import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { asPlatform } from '@parlance/platform-objects';
import { outdatedSdks } from '@parlance/push';
import type { CheckedAudience, ExperimentDocument, ExperimentWarning } from '../database/experiment-document.ts';
import type { PushStore } from '../records/push.store.ts';
import type { ExperimentStore } from './experiment.store.ts';

const COUNTED_MAX = 1_000_000;

export interface CheckNeeds {
  readonly bus: Bus;
  readonly pushes: PushStore;
  readonly experiments: ExperimentStore;
}

type Checkable = Pick<ExperimentDocument, '_id' | 'a' | 'where' | 'days'>;

/**
 * Counts the audience of an experiment, and looks for the warnings that its sender should read before they believe its result. None of them
 * is a reason to refuse the experiment.
 */
export async function checkAudience(experiment: Checkable, context: RequestContext, needs: CheckNeeds): Promise<CheckedAudience> {
  const { bus, pushes, experiments } = needs;
  const where = JSON.parse(experiment.where) as Record<string, unknown>;
  const count = (asked: Record<string, unknown>, limit: number) =>
    bus.call(data.countAudience, { where: asked, limit }, asPlatform(context));
  const any = async (...conditions: readonly Readonly<Record<string, unknown>>[]) =>
    (await count({ $and: [where, ...conditions] }, 1)).count > 0;

  const [{ count: devices, exact }, ...warnings] = await Promise.all([
    count(where, COUNTED_MAX),
    noOpenTracking(),
    sameDevices(),
    oldSdk(),
  ]);
  return { devices, exact, warnings: warnings.filter((warning) => warning !== undefined) };

  async function noOpenTracking(): Promise<ExperimentWarning | undefined> {
    if (await pushes.anyOpened(experiment.a)) return undefined;
    return { code: 'noOpenTracking', message: 'No push of this app was opened so far: does the app report opens of pushes?' };
  }

  async function sameDevices(): Promise<ExperimentWarning | undefined> {
    for (const other of await experiments.ofSameDay(experiment)) {
      const isShared = await unlessTooComplex(() => any(JSON.parse(other.where) as Record<string, unknown>));
      if (!isShared) continue;
      const message = `The experiment "${other.name}" of the same day has devices of this one: opens of one may come from the other.`;
      return { code: 'overlap', message };
    }
    return undefined;
  }

  async function oldSdk(): Promise<ExperimentWarning | undefined> {
    if (!(await unlessTooComplex(() => any(outdatedSdks())))) return undefined;
    return { code: 'oldSdk', message: 'Some devices have an SDK that is older than experiments: their opens are not told apart.' };
  }
}

/** Two queries together may exceed the limits that each keeps alone; nothing is told then. */
async function unlessTooComplex(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'InvalidQuery') return false;
    throw error;
  }
}
