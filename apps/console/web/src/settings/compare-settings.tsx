import { Modal, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { appsQuery } from '../shell/apps.ts';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';

interface Props {
  readonly app: string;
  /** The app to compare with; empty until one is chosen. */
  readonly other: string;
  readonly onChoose: (other: string) => void;
  readonly onClose: () => void;
}

/** The settings in which two apps differ. Secrets are compared by the server, and not shown. */
export function CompareSettings({ app, other, onChoose, onClose }: Props) {
  const { data: apps = [] } = useQuery(appsQuery);
  const { data, error, isLoading } = useQuery({
    queryKey: ['settings', app, 'diff', other],
    enabled: other !== '',
    queryFn: ({ signal }) => call('settings/diff', { app, other }, signal),
  });
  return (
    <Modal opened onClose={onClose} title={t.settings.compare.title} size="xl">
      <Stack>
        <NativeSelect
          label={t.settings.compare.with}
          data={[
            { value: '', label: t.settings.compare.choose },
            ...apps.filter(({ id }) => id !== app).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={other}
          data-autofocus
          onChange={(event) => onChoose(event.currentTarget.value)}
        />
        {apps.length === 1 && <Text size="sm">{t.settings.compare.noOther}</Text>}
        {error !== null && <Failure error={error} />}
        {isLoading && <Loading />}
        {data !== undefined && <Differences app={app} other={other} {...data} />}
      </Stack>
    </Modal>
  );
}

function Differences({ app, other, differences, same }: { app: string; other: string } & ReplyOf<'settings/diff'>) {
  return (
    <>
      <Text size="sm">{t.settings.compare.counts(differences.length, same)}</Text>
      {differences.length > 0 && (
        <TableOf head={[t.settings.compare.setting, app, other]} minWidth={480}>
          {differences.map(({ name, value, other: others }) => (
            <Table.Tr key={name}>
              <Table.Td className="mono">{name}</Table.Td>
              <Table.Td className="mono">{JSON.stringify(value)}</Table.Td>
              <Table.Td className="mono">{JSON.stringify(others)}</Table.Td>
            </Table.Tr>
          ))}
        </TableOf>
      )}
    </>
  );
}
