import { useState } from 'react';
import { Button, Group, Paper, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Failure } from '../parts/failure.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';

type Report = NonNullable<ReplyOf<'settings/clean-up-state'>['report']>;
const LOOK_EVERY_MS = 1_000;
const isUnderWay = (report: Report | null | undefined): boolean => report?.state === 'waiting' || report?.state === 'running';

/** Counts and removes the files to which no object refers, and tells how far that is. */
export function CleanUpFiles({ app }: { app: string }) {
  const mayWrite = useMay()('settings:write');
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const queryKey = ['clean-up', app];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await call('settings/clean-up-state', { app }, signal)).report,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? LOOK_EVERY_MS : false),
  });
  const keep = ({ report }: { report: Report }) => client.setQueryData(queryKey, report);
  const count = useAction(() => call('settings/count-unused-files', { app }), { onSuccess: keep });
  return (
    <Paper withBorder p="sm">
      <Text size="sm">{t.settings.cleanUp.text}</Text>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data !== null && <Progress report={data} />}
      {mayWrite && (
        <Group gap="xs" mt="xs">
          <Button
            variant="default"
            size="compact-md"
            loading={count.isPending}
            disabled={isUnderWay(data)}
            onClick={() => count.mutate(undefined)}
          >
            {t.settings.cleanUp.count}
          </Button>
          <Button variant="default" color="red" size="compact-md" disabled={isUnderWay(data)} onClick={() => setAsking(true)}>
            {t.settings.cleanUp.remove}
          </Button>
        </Group>
      )}
      {isAsking && (
        <Confirm
          title={t.settings.cleanUp.title}
          text={t.settings.cleanUp.loses}
          action={t.settings.cleanUp.remove}
          word={app}
          onConfirm={async () => keep(await call('settings/remove-unused-files', { app, confirm: app }))}
          onClose={() => setAsking(false)}
        />
      )}
    </Paper>
  );
}

function Progress({ report }: { report: Report }) {
  const { state, dryRun, startedAt, examined, unreferenced, removed, bytes } = report;
  return (
    <Text size="sm" mt="xs" role="status" data-testid="clean-up">
      {`${t.settings.cleanUp.states[state]} · ${t.settings.cleanUp.found(examined, unreferenced, bytes)}`}
      {!dryRun && ` · ${t.settings.cleanUp.removed(removed)}`}
      {' · '}
      <Time iso={startedAt} />
    </Text>
  );
}
