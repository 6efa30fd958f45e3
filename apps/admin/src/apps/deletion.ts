import { setTimeout as sleep } from 'node:timers/promises';
import { analytics, config, data, files, functions, push, workers, type Operation } from '@parlance/contracts';
import type { AdminCall } from '../dispatch/admin-handler.ts';

/**
 * The services that have a part of an app, in the order in which it goes: the objects last, since the files may be among them. Things that
 * other services keep of an app (counts of limits, mails that wait) end by themselves.
 */
const PARTS: readonly { readonly service: string; readonly forget: Operation<Record<string, never>, { done: boolean }> }[] = [
  { service: 'functions', forget: functions.forgetApp },
  { service: 'workers', forget: workers.forgetApp },
  { service: 'push', forget: push.forgetApp },
  { service: 'analytics', forget: analytics.forgetApp },
  { service: 'files', forget: files.forgetApp },
  { service: 'data', forget: data.forgetApp },
];

/** A service that is not done is asked again after this time: it looks whether anything was written since. */
const AGAIN_AFTER_MS = 500;
/** Kept of the time of a request for the answer. */
const ANSWER_MS = 2_000;

export interface DeletionState {
  readonly state: 'running' | 'done';
  readonly done: string[];
  readonly left: string[];
}

/**
 * Begins the deletion of the app of the request, or goes on with it, as long as the request has time. Each part is asked for until it is
 * gone, and noted in the registry then, so that any process can go on at any time, and two at a time do no harm.
 */
export async function continueDeletion({ ask, deadline }: Pick<AdminCall, 'ask' | 'deadline'>): Promise<DeletionState> {
  let { done } = await ask(config.deleteApp, { stage: 'begin' });
  for (const { service, forget } of PARTS) {
    while (!done.includes(service)) {
      if (Date.now() + ANSWER_MS > deadline) return stateOf(done);
      if ((await ask(forget, {})).done) ({ done } = await ask(config.deleteApp, { stage: 'note', service }));
      else await sleep(AGAIN_AFTER_MS);
    }
  }
  await ask(config.deleteApp, { stage: 'end' });
  return { state: 'done', done, left: [] };
}

function stateOf(done: readonly string[]): DeletionState {
  return { state: 'running', done: [...done], left: PARTS.map(({ service }) => service).filter((service) => !done.includes(service)) };
}
