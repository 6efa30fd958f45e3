import { useState } from 'react';
import { Button, Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { tell } from '../parts/notices.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { Time } from '../parts/time.tsx';
import { t } from '../texts/index.ts';
import type { CloudSearch } from './search.ts';

type Run = ReplyOf<'jobs/runs'>['runs'][number];
const PAGE = 50;
const LIMIT_MAX = 200;
const STATUSES = ['running', 'succeeded', 'failed'] as const;
const COLOURS: Readonly<Record<string, string>> = { running: 'blue', succeeded: 'green', failed: 'red' };
const BUSY_MS = 1_500;
const IDLE_MS = 15_000;

interface Props {
  readonly app: string;
  readonly status: CloudSearch['status'];
  readonly onStatus: (status: CloudSearch['status']) => void;
  readonly mayWrite: boolean;
}

/** Runs of jobs, the newest first; those under way are looked at again and again. */
export function Runs({ app, status, onStatus, mayWrite }: Props) {
  const client = useQueryClient();
  const [limit, setLimit] = useState(PAGE);
  const [ending, setEnding] = useState<Run>();
  const query = useQuery({
    queryKey: ['cloud', app, 'runs', status, limit],
    queryFn: ({ signal }) => call('jobs/runs', { app, limit, ...(status === undefined ? {} : { status }) }, signal),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.runs.some((run) => run.status === 'running') === true ? BUSY_MS : IDLE_MS),
  });
  const end = async (id: string) => {
    await call('jobs/cancel', { app, id });
    await client.invalidateQueries({ queryKey: ['cloud', app, 'runs'] });
    tell({ text: t.cloud.done.cancelled });
  };
  return (
    <Stack gap="md">
      <NativeSelect
        label={t.jobs.status}
        maw={240}
        data={[{ value: '', label: t.jobs.any }, ...STATUSES.map((value) => ({ value, label: t.jobs.statuses[value] ?? value }))]}
        value={status ?? ''}
        onChange={(event) => onStatus(STATUSES.find((one) => one === event.currentTarget.value))}
      />
      <Loaded query={query}>
        {({ runs, total }) =>
          runs.length === 0 ? (
            <Empty title={t.jobs.noRuns} next={t.jobs.noRunsNext} />
          ) : (
            <>
              <RunTable runs={runs} onEnd={mayWrite ? setEnding : undefined} />
              <Group justify="center">
                <Text size="sm">{t.jobs.total(runs.length, total)}</Text>
                {runs.length < total && limit < LIMIT_MAX && (
                  <Button variant="default" onClick={() => setLimit(Math.min(limit + PAGE, LIMIT_MAX))}>
                    {t.more}
                  </Button>
                )}
              </Group>
            </>
          )
        }
      </Loaded>
      {ending !== undefined && (
        <Confirm
          title={t.jobs.cancelTitle(ending.job)}
          text={t.jobs.cancelText}
          action={t.jobs.cancel}
          onConfirm={() => end(ending.id)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Stack>
  );
}

function RunTable({ runs, onEnd }: { runs: readonly Run[]; onEnd: ((run: Run) => void) | undefined }) {
  const { job, status, source, created, finished, message } = t.jobs;
  return (
    <TableOf label={t.jobs.runs} head={[job, status, source, created, finished, message, '']} minWidth={860}>
      {runs.map((run) => (
        <Table.Tr key={run.id} data-run={run.id}>
          <Table.Td className="mono">{run.job}</Table.Td>
          <Table.Td>
            <StateBadge text={t.jobs.statuses[run.status] ?? run.status} colour={COLOURS[run.status] ?? 'gray'} />
          </Table.Td>
          <Table.Td>{t.jobs.sources[run.source] ?? run.source}</Table.Td>
          <Table.Td>
            <Time iso={run.createdAt} />
          </Table.Td>
          <Table.Td>{run.finishedAt !== undefined && <Time iso={run.finishedAt} />}</Table.Td>
          <Table.Td className="mono">{run.message}</Table.Td>
          <Table.Td ta="end">
            {onEnd !== undefined && run.status === 'running' && (
              <Button size="compact-sm" variant="default" aria-label={t.jobs.cancelOf(run.job)} onClick={() => onEnd(run)}>
                {t.jobs.cancel}
              </Button>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}
