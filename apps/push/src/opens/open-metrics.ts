import type { push } from '@parlance/contracts';
import { defineInstruments } from '@parlance/telemetry';

/** `push_open_total`: opens of pushes that were told; attribute `outcome` (`first`, `repeat`, `suspect`). */
const instruments = defineInstruments((meter) =>
  meter.createCounter('push_open', { description: 'Opens of pushes that devices have told.', unit: '{open}' }),
);

export const openMetrics = {
  record({ first, repeated, suspect }: push.RecordedOpens): void {
    const { current } = instruments;
    if (current === undefined) return;
    for (const [outcome, count] of [
      ['first', first],
      ['repeat', repeated],
      ['suspect', suspect],
    ] as const)
      if (count > 0) current.add(count, { outcome });
  },
};
