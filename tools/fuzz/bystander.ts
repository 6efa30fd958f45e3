import { percentile } from '../bench/latencies.ts';
import { sendTo, type RawRequest, type Target } from './send.ts';

const PAUSE_MS = 10;

/** A client that means no harm and asks the same small thing again and again while `work` runs. @returns the p99 of its times, in ms */
export async function p99Beside(target: Target, request: RawRequest, work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const begun = performance.now();
      const { status } = await sendTo(target, request);
      times.push(performance.now() - begun);
      if (status !== 200) throw new Error(`A bystander was answered ${status}.`);
      await new Promise((wake) => setTimeout(wake, PAUSE_MS));
    }
  })();
  try {
    await Promise.race([work(), asking]);
  } finally {
    isOver = true;
    await asking;
  }
  return percentile(Float64Array.from(times).sort(), 0.99);
}
