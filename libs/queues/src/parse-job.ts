import { z } from 'zod';
import type { JobScope, Queue } from './queue.ts';

const scope = z.object({ app: z.string().catch(''), requestId: z.string().catch('') }).catch({ app: '', requestId: '' });

/** The app and request that a job is done for, as far as its payload names them; never fails, since it is for log lines. */
export function scopeOf(data: unknown): JobScope {
  return scope.parse(data);
}

/**
 * The payload of a job, checked.
 *
 * @throws Error that names the members that do not fit and none of their values. Such a job is tried again like any other: it may come
 * from a newer release, whose workers understand it.
 */
export function parseJob<Job extends JobScope>({ name, job }: Queue<Job>, data: unknown): Job {
  const { data: parsed, error } = job.safeParse(data);
  if (error === undefined) return parsed;
  const paths = error.issues.map(({ path }) => path.join('.') || 'the payload itself');
  throw new Error(`A job of ${name} does not fit its schema: ${[...new Set(paths)].join(', ')}.`);
}
