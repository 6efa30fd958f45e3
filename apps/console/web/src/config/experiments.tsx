import { useState } from 'react';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loading } from '../parts/loading.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { CreateExperiment } from './create-experiment.tsx';
import { ExperimentCard } from './experiment-card.tsx';
import { parametersKey, useParameters } from './parameters.ts';

const PAGE = 20;
const words = t.config.experiments;

/** Experiments with parameters: drafts, those that run, and the records of those that have ended. */
export function Experiments({ app }: { app: string }) {
  const mayWrite = useMay()('parameters:write');
  const [isAdding, setAdding] = useState(false);
  const parameters = useParameters(app).data?.parameters.filter(({ masterKeyOnly }) => !masterKeyOnly) ?? [];
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: parametersKey(app, 'experiments'),
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => call('parameters/experiments', { app, limit: PAGE, skip: pageParam }, signal),
    getNextPageParam: ({ next }) => next,
  });
  const experiments = data?.pages.flatMap((page) => page.experiments);
  return (
    <Stack gap="xs">
      {mayWrite && (
        <Group justify="end">
          {parameters.length === 0 && (
            <Text size="sm" c="dimmed">
              {words.needs}
            </Text>
          )}
          <Button leftSection={<Icon name="plus" />} disabled={parameters.length === 0} onClick={() => setAdding(true)}>
            {words.add}
          </Button>
        </Group>
      )}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {experiments === undefined && error === null && <Loading />}
      {experiments?.length === 0 && <Empty title={words.none} next={words.noneNext} />}
      {experiments?.map((experiment) => (
        <ExperimentCard key={experiment.objectId} app={app} experiment={experiment} mayWrite={mayWrite} />
      ))}
      <MoreButton pages={{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
      {isAdding && <CreateExperiment app={app} parameters={parameters} onClose={() => setAdding(false)} />}
    </Stack>
  );
}
