import type { Bus } from '@parlance/bus';
import { data, type AppId } from '@parlance/contracts';
import type { WriterBus } from '../removals/writers.ts';

/** The processes that write to one app, over the bus. */
export function writerBus(bus: Bus, app: AppId): WriterBus {
  return {
    ask: (className, id) => bus.publish(data.confirmChange, { app, className, id }),
    confirm: (id, worker) => bus.publish(data.changeConfirmed, { app, id, worker }),
    onConfirmed: (heard) =>
      bus.subscribe(data.changeConfirmed, (confirmed) => {
        if (confirmed.app === app) heard(confirmed.id, confirmed.worker);
      }),
  };
}
