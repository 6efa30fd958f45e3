import type { Bus } from '@parlance/bus';
import type { ProcessSettings } from './settings.ts';

const NAME_DEFAULT = 'parlance';

/** The deployment that a process belongs to. */
export interface Deployment {
  readonly name: string;
  /** First part of all subjects. */
  readonly prefix: string;
}

/** Name and prefix are the same unless both are set. */
export function deploymentOf({ PARLANCE_DEPLOYMENT: name, PARLANCE_BUS_PREFIX: prefix }: ProcessSettings): Deployment {
  return { name: name ?? prefix ?? NAME_DEFAULT, prefix: prefix ?? name ?? NAME_DEFAULT };
}

/**
 * Joins the other processes of the deployment on the bus.
 *
 * @param shares things that all of them have in common, by the names that people give them
 * @throws Error when a process of another deployment is on this bus: each would get requests of the other
 */
export async function joinDeployment(
  bus: Bus,
  { name, prefix }: Deployment,
  services: readonly string[],
  shares: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const others = await bus.introduce({ deployment: name, services: [...services], shares: mutable(shares) });
  if (others === undefined) return;
  throw new Error(
    `Not started on the bus prefix "${prefix}": ${others}. Give this deployment a name (PARLANCE_DEPLOYMENT) and a prefix ` +
      '(PARLANCE_BUS_PREFIX) of its own; to put it in the place of the other one, stop that first.',
  );
}

function mutable(shares: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(shares).map(([what, entries]) => [what, [...entries]]));
}
