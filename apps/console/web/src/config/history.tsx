import { useState } from 'react';
import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { DifferenceTable } from './difference-table.tsx';
import { parametersKey, type Change } from './parameters.ts';
import { RollBack } from './roll-back.tsx';

const PAGE = 20;
const words = t.config.history;

function useHistory(app: string) {
  return useInfiniteQuery({
    queryKey: parametersKey(app, 'history'),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('parameters/history', { app, limit: PAGE, ...(pageParam === undefined ? {} : { before: pageParam }) }, signal),
    getNextPageParam: ({ next }) => next,
  });
}

/** The changes of the parameters, and the way back to an earlier state. */
export function History({ app }: { app: string }) {
  const mayWrite = useMay()('parameters:write');
  const [chosen, setChosen] = useState<number>();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useHistory(app);
  const changes = data?.pages.flatMap((page) => page.changes);
  return (
    <Stack gap="xs">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {changes === undefined && error === null && <Loading />}
      {changes?.length === 0 && <Empty title={words.none} next={words.noneNext} />}
      {changes?.map((change, at) => (
        <ChangeCard key={change.version} change={change} isCurrent={at === 0} onCompare={() => setChosen(change.version)} />
      ))}
      <MoreButton pages={{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
      {chosen !== undefined && <RollBack app={app} version={chosen} mayWrite={mayWrite} onClose={() => setChosen(undefined)} />}
    </Stack>
  );
}

function reasonOf({ rolledBackTo, experiment }: Change): string | undefined {
  if (rolledBackTo !== undefined) return words.rolledBackTo(rolledBackTo);
  if (experiment !== undefined) return words.experiment(String(experiment.name), String(experiment.choice));
  return undefined;
}

function ChangeCard({ change, isCurrent, onCompare }: { change: Change; isCurrent: boolean; onCompare: () => void }) {
  const { version, at, author, changes } = change;
  const reason = reasonOf(change);
  return (
    <Paper withBorder p="sm" data-version={version}>
      <Group justify="space-between">
        <Group gap="xs">
          <Text fw={600}>{words.version(version)}</Text>
          {isCurrent && (
            <Badge variant="light" tt="none">
              {words.current}
            </Badge>
          )}
          <Text size="sm" component="span">
            <Time iso={at} /> {changes.length > 0 && `${words.by} ${author.name ?? words.master}`}
          </Text>
        </Group>
        {!isCurrent && (
          <Button size="compact-sm" variant="default" aria-label={words.compareOf(version)} onClick={onCompare}>
            {words.compare}
          </Button>
        )}
      </Group>
      {reason !== undefined && <Text size="sm">{reason}</Text>}
      {changes.length === 0 ? <Text size="sm">{words.found}</Text> : <Differences change={change} />}
    </Paper>
  );
}

function Differences({ change: { version, changes } }: { change: Change }) {
  return (
    <details>
      <summary>{changes.map(({ name }) => name).join(', ')}</summary>
      <DifferenceTable label={words.of(version)} differences={changes} before={words.before} after={words.after} />
    </details>
  );
}
