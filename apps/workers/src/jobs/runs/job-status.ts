import { ParseError } from '@parlance/errors';
import { JOB_STATUS } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { RunDocument } from '../database/documents.ts';
import { jobContext } from '../job-context.ts';
import type { RunEnd } from './run.store.ts';

/** Longer parameters are known to the job alone. */
const SHOWN_PARAMS_MAX = 100_000;
const RUNNING = { status: 'running' };

/** The `_JobStatus` objects of runs: views of the store of runs, which holds the truth. */
export class JobStatus {
  readonly #objects: PlatformObjects;

  constructor(objects: PlatformObjects) {
    this.#objects = objects;
  }

  /** Makes the object of a run, unless it is there. A run that waits is shown as one that runs: Parse Server knows no other state. */
  async make({ a: app, objectId, name: jobName, source, params }: RunDocument): Promise<void> {
    const members = { objectId, jobName, source, status: 'running', ACL: {} };
    const isShown = params !== '{}' && params.length <= SHOWN_PARAMS_MAX;
    try {
      await this.#makeOnce({ ...members, ...(isShown ? { params: JSON.parse(params) as unknown } : {}) }, app, objectId);
    } catch (error) {
      // Parameters may have names that no stored object has.
      if (!isShown || isPassing(error)) throw error;
      await this.#makeOnce(members, app, objectId);
    }
  }

  /** Shows how a run has ended; an end that is shown stays. */
  async end({ a: app, objectId }: RunDocument, { state, message }: RunEnd, finishedAt: Date): Promise<void> {
    const members = {
      status: state,
      finishedAt: { __type: 'Date', iso: finishedAt.toISOString() },
      ...(message === undefined ? {} : { message }),
    };
    await this.#objects.changeIf(JOB_STATUS, objectId, members, RUNNING, jobContext(app, objectId));
  }

  async tell({ a: app, objectId }: RunDocument, message: string): Promise<void> {
    await this.#objects.changeIf(JOB_STATUS, objectId, { message }, RUNNING, jobContext(app, objectId));
  }

  /** The end that the host of the code has noted by itself; undefined while it has not. */
  async notedEnd({ a: app, objectId }: RunDocument): Promise<RunEnd | undefined> {
    const object = await this.#objects.find(JOB_STATUS, { objectId }, jobContext(app, objectId));
    if (object?.['status'] !== 'succeeded') return undefined;
    const message = object['message'];
    return { state: 'succeeded', ...(typeof message === 'string' ? { message } : {}) };
  }

  async #makeOnce(members: Readonly<Record<string, unknown>>, app: string, objectId: string): Promise<void> {
    try {
      await this.#objects.make(JOB_STATUS, { ...members }, jobContext(app, objectId));
    } catch (error) {
      if (!(error instanceof ParseError && error.kind === 'DuplicateValue')) throw error;
    }
  }
}

/** Whether another attempt may go well. */
function isPassing(error: unknown): boolean {
  return !(error instanceof ParseError) || error.status >= 500 || error.kind === 'RequestTimeout';
}
