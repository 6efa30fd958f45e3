import { useState } from 'react';
import { Alert, Button, Group, Table } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Loaded } from '../parts/loaded.tsx';
import { tell } from '../parts/notices.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { useAction } from '../parts/use-action.ts';
import { useMay } from '../session/session.ts';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';
import { FailedJobs } from './failed-jobs.tsx';
import { QueueDialogs, type QueueChange } from './queue-dialogs.tsx';
import type { Queue, QueueName } from './queue.ts';
import { fleetKey, useFleet } from './use-fleet.ts';

/** The queues of the deployment with the numbers of their jobs. */
export function Queues() {
  const query = useFleet('jobs/queues');
  const [change, setChange] = useState<QueueChange>();
  const [failedOf, setFailedOf] = useState<QueueName>();
  const { waiting, underWay, failed, oldest, service } = t.fleet;
  return (
    <>
      <Loaded query={query}>
        {({ queues, unanswered }) => (
          <>
            {unanswered.length > 0 && <Alert color="yellow">{t.queues.unanswered(unanswered.join(', '))}</Alert>}
            <TableOf
              label={t.queues.list}
              head={[t.queues.queue, service, waiting, underWay, t.queues.delayed, failed, oldest, '']}
              minWidth={960}
            >
              {queues.map((queue) => (
                <QueueRow key={queue.queue} queue={queue} onChange={setChange} onFailed={() => setFailedOf(queue.queue)} />
              ))}
            </TableOf>
          </>
        )}
      </Loaded>
      {change !== undefined && <QueueDialogs change={change} onClose={() => setChange(undefined)} />}
      {failedOf !== undefined && <FailedJobs queue={failedOf} onClose={() => setFailedOf(undefined)} />}
    </>
  );
}

interface RowProps {
  readonly queue: Queue;
  readonly onChange: (change: QueueChange) => void;
  readonly onFailed: () => void;
}

function QueueRow({ queue: { queue, paused, drainable, ...counts }, onChange, onFailed }: RowProps) {
  const client = useQueryClient();
  const mayWrite = useMay()('jobs:write');
  const resume = useAction(() => call('jobs/resume', { queue }), {
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: fleetKey('jobs/queues') });
      tell({ text: t.queues.done.resumed(queue) });
    },
  });
  const button = (label: string, run: () => void, disabled = false) => (
    <Button size="compact-sm" variant="default" aria-label={t.queues.of(label, queue)} disabled={disabled} onClick={run}>
      {label}
    </Button>
  );
  return (
    <Table.Tr data-queue={queue}>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <span className="mono">{queue}</span>
          {paused && <StateBadge text={t.queues.paused} colour="yellow" />}
        </Group>
      </Table.Td>
      <Table.Td>{counts.service}</Table.Td>
      <Table.Td>{number(counts.waiting)}</Table.Td>
      <Table.Td>{number(counts.active)}</Table.Td>
      <Table.Td>{number(counts.delayed)}</Table.Td>
      <Table.Td>{number(counts.failed)}</Table.Td>
      <Table.Td>{t.fleet.seconds(counts.oldestSeconds)}</Table.Td>
      <Table.Td>
        <Group gap="xs" justify="end" wrap="nowrap">
          {button(t.queues.showFailed, onFailed)}
          {mayWrite && (
            <>
              {paused
                ? button(t.queues.resume, () => resume.mutate(undefined), resume.isPending)
                : button(t.queues.pause, () => onChange({ kind: 'pause', queue }))}
              {drainable && button(t.queues.drain, () => onChange({ kind: 'drain', queue }))}
            </>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
