import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import { LANES, type Lane } from '../plan/partitions.ts';
import { POLICIES, type DeliveryPolicy } from '../render/content.ts';
import { LATE_ZONES, type LateZones } from '../time/waves.ts';

export interface PushOptions {
  /** Undefined for the payload's own (defaultPolicy). */
  readonly policy: DeliveryPolicy | undefined;
  readonly lane: Lane | 'auto';
  /** Messages per minute; undefined for no limit of the push's own. */
  readonly maxRate: number | undefined;
  readonly lateZones: LateZones;
  /** How long after its push_time the push may still begin, when nobody could send it in time. Seconds. */
  readonly maxDelay: number;
  /** The audience is counted and the payload checked; nothing is sent. */
  readonly dryRun: boolean;
  /** The same key within a day: one push. */
  readonly idempotencyKey: string | undefined;
}

const MAX_RATE_MAX = 10_000_000;
/** Seconds: a minute to the two weeks that a push can be scheduled ahead. */
const DELAY_MIN = 60;
const DELAY_MAX = 14 * 86_400;
/** Half a day: as long as late zones may be sent to. */
const DELAY_DEFAULT = 12 * 3_600;
const KEY = /^[\x20-\x7e]{1,128}$/;

/** The members of `options`: whether a value fits, and the words that say which ones do. */
const MEMBERS: Readonly<Record<keyof PushOptions, { readonly fits: (value: unknown) => boolean; readonly expected: string }>> = {
  policy: oneOf(POLICIES),
  lane: oneOf(['auto', ...LANES]),
  maxRate: {
    fits: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_RATE_MAX,
    expected: `a whole number of messages per minute, 1 to ${MAX_RATE_MAX}`,
  },
  lateZones: oneOf(LATE_ZONES),
  maxDelay: {
    fits: (value) => typeof value === 'number' && value >= DELAY_MIN && value <= DELAY_MAX,
    expected: `a number of seconds, ${DELAY_MIN} to ${DELAY_MAX}`,
  },
  dryRun: { fits: (value) => typeof value === 'boolean', expected: 'true or false' },
  idempotencyKey: { fits: (value) => typeof value === 'string' && KEY.test(value), expected: 'a string of 1 to 128 printable characters' },
};

/** @throws PushMisconfigured (115) a member that there is not, or a value that does not fit: a typing error must not change a push */
export function readOptions(json: unknown): PushOptions {
  if (json !== undefined && !isObject(json)) throw new ParseError('PushMisconfigured', 'options must be an object.');
  const options = json ?? {};
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(MEMBERS, name)) throw new ParseError('PushMisconfigured', `options has no member ${name.slice(0, 64)}.`);
    const { fits, expected } = MEMBERS[name as keyof PushOptions];
    if (!fits(value)) throw new ParseError('PushMisconfigured', `options.${name} must be ${expected}.`);
  }
  const given = options as Partial<PushOptions>;
  const { policy, lane = 'auto', maxRate, lateZones = 'skip', maxDelay = DELAY_DEFAULT, dryRun = false, idempotencyKey } = given;
  return { policy, lane, maxRate, lateZones, maxDelay, dryRun, idempotencyKey };
}

function oneOf(values: readonly string[]) {
  return { fits: (value: unknown) => (values as readonly unknown[]).includes(value), expected: `one of ${values.join(', ')}` };
}
