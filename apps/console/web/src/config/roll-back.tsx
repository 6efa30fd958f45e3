import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { Loading } from '../parts/loading.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { DifferenceTable } from './difference-table.tsx';
import { differencesOf } from './differences.ts';
import { parametersKey, refresh } from './parameters.ts';

const words = t.config.history;

interface Props {
  readonly app: string;
  readonly version: number;
  readonly mayWrite: boolean;
  readonly onClose: () => void;
}

/** Both states beside each other, and the way back. A change that comes after the comparison refuses it. */
export function RollBack({ app, version, mayWrite, onClose }: Props) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: parametersKey(app, 'compared', version),
    staleTime: Infinity, // nobody is to roll back what they have not seen
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const [then, now] = await Promise.all([
        call('parameters/version', { app, version }, signal),
        call('parameters/list', { app }, signal),
      ]);
      return { seen: now.version, differences: differencesOf(now.parameters, then.parameters) };
    },
  });
  const rollBack = async () => {
    if (data === undefined) return;
    await call('parameters/roll-back', { app, version, ifVersion: data.seen });
    tell({ text: words.done(version) });
    await refresh(client, app);
  };
  const disabled = !mayWrite || data === undefined || data.differences.length === 0;
  return (
    <FormDialog title={words.title(version)} action={words.action} size="xl" disabled={disabled} onSubmit={rollBack} onClose={onClose}>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.differences.length === 0 && <Text>{words.same}</Text>}
      {data !== undefined && data.differences.length > 0 && (
        <>
          <Text>{words.text}</Text>
          <DifferenceTable label={words.compareOf(version)} differences={data.differences} before={words.now} after={words.then(version)} />
        </>
      )}
    </FormDialog>
  );
}
