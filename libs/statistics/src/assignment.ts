import { hash } from 'node:crypto';

/** Buckets of an experiment: a test audience is chosen in steps of a hundredth of a percent. */
export const BUCKETS = 10_000;
/** The most variants of one experiment. */
export const VARIANTS_MAX = 10;
const LARGEST_MODULUS = 1 << 20;

/** The part of an experiment that decides about groups. Nothing in it changes while an experiment runs but the share, which may grow. */
export interface Split {
  readonly experimentId: string;
  /** The share of the audience that takes part, in percent: 1 to 100, in steps of 0.01. */
  readonly sizePercent: number;
  /** How many variants there are: 2 to 10. */
  readonly variants: number;
}

/** One installation, as far as assignment looks at it. */
export interface Assignable {
  readonly objectId: string;
  readonly installationId?: string;
}

/** Where an installation belongs: the variant with this index, or the group that gets the launched variant later. */
export type Group = { readonly kind: 'variant'; readonly index: number } | { readonly kind: 'launch' };

const LAUNCH: Group = Object.freeze({ kind: 'launch' });
const GROUPS: readonly Group[] = Array.from({ length: VARIANTS_MAX }, (_, index) => Object.freeze({ kind: 'variant', index }));

/**
 * The group of an installation: a pure function of the ids, so that every worker, replay and later launch gets the same answer
 * without asking anybody.
 *
 * Membership and variant come from two hashes: a larger share adds installations and moves none between variants. Cost: two hashes.
 *
 * @throws RangeError on a split that no experiment may have
 */
export function assignGroup(split: Split, installation: Assignable): Group {
  checkSplit(split);
  const key = installationKey(installation);
  if (bucketOf(split.experimentId, key) >= Math.round(split.sizePercent * 100)) return LAUNCH;
  return GROUPS[variantOf(split.experimentId, key, split.variants)] ?? LAUNCH;
}

/**
 * Whether installations belong to one group of an experiment.
 *
 * @param index of a variant, or 'launch' for those who do not take part
 * @throws RangeError on a split that no experiment may have, when an installation is asked about
 */
export function memberOf({ index, ...split }: Split & { readonly index: number | 'launch' }): (installation: Assignable) => boolean {
  return (installation) => {
    const group = assignGroup(split, installation);
    return group.kind === 'launch' ? index === 'launch' : group.index === index;
  };
}

/** The id that assignment goes by: the installation id in small letters, or the object's id where there is none. */
export function installationKey({ installationId, objectId }: Assignable): string {
  return installationId === undefined || installationId === '' ? objectId : installationId.toLowerCase();
}

/** @param key of `installationKey` @returns a whole number from 0 to 9999 */
export function bucketOf(experimentId: string, key: string): number {
  return hashModulo('a', experimentId, key, BUCKETS);
}

/** @param key of `installationKey` @returns the index of a variant, whether the installation takes part or not */
export function variantOf(experimentId: string, key: string, variants: number): number {
  return hashModulo('g', experimentId, key, variants);
}

/** The name of a variant in reports: A to J. */
export function variantKey(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/**
 * The first 8 bytes, big endian, of SHA-256(tag ":" experiment ":" installation), modulo a small number. The two halves are reduced
 * apart: the products stay below 2^53, so that no big integer is needed.
 */
function hashModulo(tag: string, experimentId: string, key: string, modulus: number): number {
  if (!Number.isInteger(modulus) || modulus < 1 || modulus > LARGEST_MODULUS) throw new RangeError('A hash is reduced by a small number.');
  const digest = hash('sha256', `${tag}:${experimentId}:${key}`, 'buffer');
  return ((digest.readUInt32BE(0) % modulus) * (2 ** 32 % modulus) + digest.readUInt32BE(4)) % modulus;
}

function checkSplit({ sizePercent, variants }: Split): void {
  if (!(sizePercent > 0 && sizePercent <= 100)) throw new RangeError('The size of a test audience is above 0 and at most 100 percent.');
  if (!Number.isInteger(variants) || variants < 2 || variants > VARIANTS_MAX) {
    throw new RangeError(`An experiment has 2 to ${VARIANTS_MAX} variants.`);
  }
}
