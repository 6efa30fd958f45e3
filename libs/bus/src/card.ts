import { z } from 'zod';

/**
 * The deployment of a process, as it tells others on the bus. Two deployments that share a bus would answer each other's requests, so their
 * processes look at each other's cards.
 */
const card = z.object({
  /** The name of the deployment. */
  deployment: z.string(),
  /** Services that the process runs. */
  services: z.array(z.string()),
  /**
   * Things that all processes of one deployment have in common, by the names that people give them, as far as this process knows: such as
   * the servers of `MongoDB`. Two processes agree on one when their lists share an entry.
   */
  shares: z.record(z.string(), z.array(z.string())),
});
export type Card = z.infer<typeof card>;

/** A process as it shows itself: again and again, and to everybody who asks. */
export const appearance = z.object({
  /** One part of a subject; no other process ever has the same. */
  id: z.string().regex(/^[\w-]+$/),
  /** It takes no new work. */
  leaving: z.boolean(),
  /** Services whose requests it takes. */
  serves: z.array(z.string()),
  card,
});
export type Appearance = z.infer<typeof appearance>;

/** Why two processes cannot be of one deployment: the name of a thing that they should share and do not; undefined when they can be. */
export function contradiction(mine: Card, theirs: Card): string | undefined {
  if (mine.deployment !== theirs.deployment) return 'name';
  return Object.keys(mine.shares).find((what) => {
    const [own, other] = [mine.shares[what] ?? [], theirs.shares[what] ?? []];
    return own.length > 0 && other.length > 0 && !own.some((entry) => other.includes(entry));
  });
}
