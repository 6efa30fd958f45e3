import { isObject, type UnknownObject } from '@parlance/values';

/** The badge of a push: a number for everybody, or one that is added to each device's own. */
export type Badge = { readonly kind: 'set'; readonly value: number } | { readonly kind: 'increment'; readonly amount: number };

/**
 * The badge that `data` asks for; undefined for none, and for a value of another form, which the request's check refuses.
 *
 * `"Increment"` in any case, `{"__op":"Increment","amount":n}`, or a whole number, also as a string of digits as Parse Server takes it.
 */
export function badgeOf({ badge }: UnknownObject): Badge | undefined {
  if (typeof badge === 'string') {
    if (badge.toLowerCase() === 'increment') return { kind: 'increment', amount: 1 };
    return /^\d{1,10}$/.test(badge) ? { kind: 'set', value: Number(badge) } : undefined;
  }
  if (isCount(badge)) return badge >= 0 ? { kind: 'set', value: badge } : undefined;
  if (!isObject(badge) || typeof badge['__op'] !== 'string' || badge['__op'].toLowerCase() !== 'increment') return undefined;
  return isCount(badge['amount']) && badge['amount'] !== 0 ? { kind: 'increment', amount: badge['amount'] } : undefined;
}

/** 32 bits hold every badge that a device can show. */
const BADGE_MAX = 2 ** 31 - 1;
const isCount = (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) <= BADGE_MAX;

/** The longest number that takes the place of a badge. */
export const WIDEST_BADGE = -BADGE_MAX;
