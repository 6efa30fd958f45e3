import { useState } from 'react';
import { Button, Stack, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { RunJob } from './run-job.tsx';
import { Runs } from './runs.tsx';
import { scheduleText, type Schedule } from './schedule-text.ts';
import type { CloudSearch } from './search.ts';

interface Props {
  readonly app: string;
  readonly status: CloudSearch['status'];
  readonly onStatus: (status: CloudSearch['status']) => void;
}

/** Jobs of the code, the schedules by which they run, and their runs. */
export function Jobs({ app, status, onStatus }: Props) {
  const [starting, setStarting] = useState<string>();
  const mayWrite = useMay()('jobs:write');
  const query = useQuery({
    queryKey: ['cloud', app, 'schedules'],
    queryFn: ({ signal }) => call('jobs/schedules', { app }, signal),
  });
  return (
    <Stack gap="md">
      <Loaded query={query}>
        {({ jobs, schedules }) => (
          <>
            {jobs.length === 0 ? (
              <Empty title={t.jobs.none} next={t.jobs.noneNext} />
            ) : (
              <JobTable jobs={jobs} onStart={mayWrite ? setStarting : undefined} />
            )}
            <Title order={2} size="h4">
              {t.jobs.schedules}
            </Title>
            {schedules.length === 0 ? (
              <Empty title={t.jobs.noSchedules} next={t.jobs.noSchedulesNext} />
            ) : (
              <ScheduleTable schedules={schedules} />
            )}
          </>
        )}
      </Loaded>
      <Title order={2} size="h4">
        {t.jobs.runs}
      </Title>
      <Runs app={app} status={status} onStatus={onStatus} mayWrite={mayWrite} />
      {starting !== undefined && <RunJob app={app} job={starting} onClose={() => setStarting(undefined)} />}
    </Stack>
  );
}

function JobTable({ jobs, onStart }: { jobs: readonly string[]; onStart: ((job: string) => void) | undefined }) {
  return (
    <TableOf label={t.jobs.list} head={[t.jobs.job, '']} minWidth={280}>
      {jobs.map((job) => (
        <Table.Tr key={job}>
          <Table.Td className="mono">{job}</Table.Td>
          <Table.Td ta="end">
            {onStart !== undefined && (
              <Button size="compact-sm" variant="default" aria-label={`${t.jobs.runNow}: ${job}`} onClick={() => onStart(job)}>
                {t.jobs.runNow}
              </Button>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}

function ScheduleTable({ schedules }: { schedules: readonly Schedule[] }) {
  return (
    <TableOf label={t.jobs.schedules} head={[t.jobs.job, t.jobs.schedule, t.jobs.description, t.jobs.lastRun]}>
      {schedules.map((schedule) => (
        <Table.Tr key={schedule.id}>
          <Table.Td className="mono">{schedule.job}</Table.Td>
          <Table.Td>{scheduleText(schedule)}</Table.Td>
          <Table.Td>{schedule.description}</Table.Td>
          <Table.Td>{schedule.lastRunAt === undefined ? t.never : <Time iso={schedule.lastRunAt} />}</Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}
