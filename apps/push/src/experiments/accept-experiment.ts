import type { push, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { ExperimentRequest, PushRequest, Variant } from '@parlance/push';
import { addOrFind, answeredId, documentOf, promisedState, statusMembers, type Accepting, type CheckedPush } from '../accept/accept.ts';
import { newPushId } from '../accept/new-push-id.ts';
import type { PushDocument } from '../database/documents.ts';
import type { ExperimentDocument } from '../database/experiment-document.ts';
import type { ExperimentStore } from './experiment.store.ts';

/** The decision of an experiment errs so often at most. */
const ALPHA = 0.05;

/** An experiment whose request was checked; `pushId` is the id that it gets. */
export interface CheckedExperiment extends Omit<CheckedPush, 'group'> {
  readonly experiment: ExperimentRequest;
}

/** A new experiment, or the id that an earlier request of the same key was answered by. */
export type AcceptedExperiment =
  | { readonly id: string; readonly experiment: ExperimentDocument; readonly pushes: readonly PushDocument[] }
  | { readonly id: string; readonly experiment?: never };

/**
 * Stores an experiment so that nothing loses it: a push for each version, prepared as every push is, and then, in one step, the experiment
 * and the word that all of them are promised. A process that is killed before has promised nothing, and its remains are removed as those of
 * pushes.
 */
export async function acceptExperiment(
  checked: CheckedExperiment,
  { app }: RequestContext,
  { pushes, status, clock, experiments }: Accepting & { readonly experiments: ExperimentStore },
): Promise<AcceptedExperiment> {
  const now = clock.now();
  const prepared = versionsOf(checked).map((version) => ({ version, pushed: documentOf(version, app, now) }));
  const [first, ...others] = prepared;
  if (first === undefined) throw new Error('An experiment has versions.');
  const earlier = await addOrFind(first.pushed, pushes); // the one that has the key of the request
  if (earlier !== undefined) return { id: answeredId(earlier) };
  await Promise.all(others.map(({ pushed }) => pushes.add(pushed)));
  await Promise.all(prepared.map(({ version, pushed }) => status.make(pushed, statusMembers(version, pushed))));
  const documents = prepared.map(({ pushed }) => pushed);
  const experiment = experimentOf(checked, documents, app, now);
  if (!(await experiments.promise(experiment, promisedState(first.pushed)))) {
    throw new ParseError('ServiceUnavailable', 'The experiment was not stored in time.');
  }
  return { id: experiment.objectId, experiment, pushes: documents };
}

/** The push of each version. */
function versionsOf({ request, body, pushId, key, experiment, where, recipientsMax }: CheckedExperiment): readonly CheckedPush[] {
  const { experiment: _, push_time: __, ...common } = body;
  return request.variants.map((variant, index): CheckedPush => {
    const group: push.PushGroup = {
      experiment: pushId,
      sizePercent: experiment.sizePercent,
      variants: request.variants.length,
      index,
    };
    return {
      request: versionOf(request, variant),
      where,
      body: { ...common, data: variant.content.data },
      pushId: newPushId(),
      key: index === 0 ? key : undefined,
      recipientsMax,
      group,
    };
  });
}

function versionOf(request: PushRequest, variant: Variant): PushRequest {
  return { ...request, experiment: undefined, variants: [variant] };
}

function experimentOf(checked: CheckedExperiment, pushes: readonly PushDocument[], app: string, now: Date): ExperimentDocument {
  const { experiment, pushId, request, where } = checked;
  const { name, type, sizePercent } = experiment;
  return {
    _id: `${app}.${pushId}`,
    a: app,
    objectId: pushId,
    createdAt: now,
    name,
    type,
    sizePercent,
    alpha: ALPHA,
    where: JSON.stringify(where),
    variants: request.variants.map(({ key }, index) => ({ key, push: pushes[index]?.objectId ?? '' })),
    days: daysOf(request.variants, now),
  };
}

/** Days on which versions are sent first, `2026-12-26`. */
export function daysOf(variants: readonly Variant[], now: Date): readonly string[] {
  return [...new Set(variants.map(({ pushTime }) => dayOf(pushTime, now)))];
}

function dayOf(pushTime: Variant['pushTime'], now: Date): string {
  const text = pushTime?.kind === 'local' ? pushTime.wall : new Date(pushTime?.at ?? now.getTime()).toISOString();
  return text.slice(0, 'YYYY-MM-DD'.length);
}
