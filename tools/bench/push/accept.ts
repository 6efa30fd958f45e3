import { percentile } from '../latencies.ts';
import type { Audience } from './installations.ts';
import { BODY } from './measure.ts';
import type { PushSide } from './side.ts';

/** The time to the answer of `POST /push`. */
export interface Acceptance {
  readonly side: string;
  readonly audience: Audience;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const REQUESTS = 200;
const WARM_UP = 20;
const DAY_MS = 86_400_000;

/** Pushes to everybody of an audience that are accepted now and sent tomorrow, so that only the acceptance is measured. */
export async function measureAcceptance(side: PushSide, audience: Audience): Promise<Acceptance> {
  const body = { ...BODY, push_time: new Date(Date.now() + DAY_MS).toISOString() };
  const times: number[] = [];
  for (let count = 0; count < REQUESTS + WARM_UP; count++) {
    const { answeredMs } = await side.push(audience, body);
    if (count >= WARM_UP) times.push(answeredMs);
  }
  const sorted = Float64Array.from(times).sort();
  return { side: side.name, audience, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}
