import type { Identity } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { isClassName } from '@parlance/values';

/** One request in so many is sampled, on average. */
const EVERY = 16;
/** Samples of one class; a new one takes the place of the oldest. */
const SAMPLES_MAX = 200;
/** Classes with samples; the one that was met first makes room. */
const CLASSES_MAX = 200;
/** Roles of a user that are kept. */
const ROLES_MAX = 50;

interface Ring {
  readonly samples: data.AccessSample[];
  /** Where the next one goes, once the ring is full. */
  next: number;
}

/**
 * Some of the requests that clients have made of each class of an app, as this process saw them: the caller and the operation. They tell
 * which requests other permissions would treat otherwise. A request that is not sampled costs one subtraction; nothing is ever stored.
 */
export class AccessSamples {
  readonly #rings = new Map<string, Ring>();
  readonly #random: () => number;
  #untilNext = 1;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** @param objects that the request is about, as far as it tells */
  note(operation: data.AccessSample['operation'], className: string, identity: Identity, objects = 1): void {
    if (--this.#untilNext > 0) return;
    if (identity.kind !== 'user' && identity.kind !== 'public') {
      this.#untilNext = 1;
      return;
    }
    // Not every sixteenth: clients that ask in a rhythm would always be seen at the same beat.
    this.#untilNext = 1 + Math.floor(this.#random() * (2 * EVERY - 1));
    if (!isClassName(className)) return;
    const caller =
      identity.kind === 'user'
        ? ({ kind: 'user', userId: identity.userId, roles: identity.roles.slice(0, ROLES_MAX) } as const)
        : ({ kind: 'public' } as const);
    this.#keep(className, { operation, identity: caller, objects, at: Date.now() });
  }

  /** The samples of a class, in no order. */
  of(className: string): readonly data.AccessSample[] {
    return this.#rings.get(className)?.samples ?? [];
  }

  #keep(className: string, sample: data.AccessSample): void {
    const ring = this.#rings.get(className) ?? this.#ringFor(className);
    if (ring.samples.length < SAMPLES_MAX) ring.samples.push(sample);
    else {
      ring.samples[ring.next] = sample;
      ring.next = (ring.next + 1) % SAMPLES_MAX;
    }
  }

  #ringFor(className: string): Ring {
    const [oldest] = this.#rings.keys();
    if (oldest !== undefined && this.#rings.size >= CLASSES_MAX) this.#rings.delete(oldest);
    const ring: Ring = { samples: [], next: 0 };
    this.#rings.set(className, ring);
    return ring;
  }
}
