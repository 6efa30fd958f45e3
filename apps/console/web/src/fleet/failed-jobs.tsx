import { Button, Group, Modal, Stack, Table } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { tell } from '../parts/notices.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import type { QueueName } from './queue.ts';

type Job = ReplyOf<'jobs/list'>['jobs'][number];
const SHOWN_MAX = 100;

/** The jobs of a queue that have failed for good, each of which can be tried again. */
export function FailedJobs({ queue, onClose }: { queue: QueueName; onClose: () => void }) {
  const client = useQueryClient();
  const mayWrite = useMay()('jobs:write');
  const query = useQuery({
    queryKey: ['fleet', 'failed', queue],
    queryFn: ({ signal }) => call('jobs/list', { queue, state: 'failed', offset: 0, limit: SHOWN_MAX }, signal),
    staleTime: 0,
  });
  const retry = useAction((id: string | undefined) => call('jobs/retry', { queue, ...(id === undefined ? {} : { id }) }), {
    onSuccess: async ({ retried }) => {
      await client.invalidateQueries({ queryKey: ['fleet'] });
      tell({ text: t.queues.done.retried(retried) });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t.queues.failedTitle(queue)} size="xl">
      <Loaded query={query}>
        {({ jobs }) =>
          jobs.length === 0 ? (
            <Empty title={t.queues.noFailed} next={t.queues.noFailedNext} />
          ) : (
            <Stack gap="md">
              {mayWrite && (
                <Group>
                  <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
                    {t.queues.retryAll}
                  </Button>
                </Group>
              )}
              <JobTable jobs={jobs} onRetry={mayWrite ? retry.mutate : undefined} />
            </Stack>
          )
        }
      </Loaded>
    </Modal>
  );
}

function JobTable({ jobs, onRetry }: { jobs: readonly Job[]; onRetry: ((id: string) => void) | undefined }) {
  const { job, app, attempts, ended, error } = t.queues;
  return (
    <TableOf label={t.fleet.failed} head={[job, app, attempts, ended, error, '']} minWidth={760}>
      {jobs.map((one) => (
        <Table.Tr key={one.id}>
          <Table.Td className="mono">{one.id}</Table.Td>
          <Table.Td>{one.app}</Table.Td>
          <Table.Td>{t.queues.attemptsOf(one.attempts, one.attemptsMax)}</Table.Td>
          <Table.Td>{one.endedAt !== undefined && <Time iso={one.endedAt} />}</Table.Td>
          <Table.Td className="mono">{one.error}</Table.Td>
          <Table.Td ta="end">
            {onRetry !== undefined && (
              <Button size="compact-sm" variant="default" aria-label={t.queues.of(t.queues.retry, one.id)} onClick={() => onRetry(one.id)}>
                {t.queues.retry}
              </Button>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}
