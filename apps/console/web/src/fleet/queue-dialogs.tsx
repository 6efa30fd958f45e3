import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Confirm } from '../parts/confirm.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import type { QueueName } from './queue.ts';
import { fleetKey } from './use-fleet.ts';

export interface QueueChange {
  readonly kind: 'pause' | 'drain';
  readonly queue: QueueName;
}

/** Asks before a queue stands still, or loses jobs. */
export function QueueDialogs({ change: { kind, queue }, onClose }: { change: QueueChange; onClose: () => void }) {
  const client = useQueryClient();
  const after = async (text: string) => {
    await client.invalidateQueries({ queryKey: fleetKey('jobs/queues') });
    tell({ text });
  };
  const pause = async () => {
    await call('jobs/pause', { queue });
    await after(t.queues.done.paused(queue));
  };
  const drain = async () => {
    const { removed } = await call('jobs/drain', { queue });
    await after(t.queues.done.drained(removed));
  };
  if (kind === 'pause') {
    return (
      <Confirm title={t.queues.pauseTitle(queue)} text={t.queues.pauseText} action={t.queues.pause} onConfirm={pause} onClose={onClose} />
    );
  }
  return (
    <Confirm
      title={t.queues.drainTitle(queue)}
      text={t.queues.drainText}
      action={t.queues.drain}
      word={queue}
      onConfirm={drain}
      onClose={onClose}
    />
  );
}
