import { Button, Code, Divider, Drawer, Group, NativeSelect, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { ObjectCode } from './code/object-code.tsx';
import { ObjectHistory } from './history/object-history.tsx';
import type { Edits } from './use-edits.ts';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly objectId: string;
  readonly edits: Edits;
  readonly onClose: () => void;
}

/** One object: the JSON of each of its values, and the reasons for which a user may reach it or not. */
export function ObjectDrawer({ app, className, objectId, edits, onClose }: Props) {
  const may = useMay();
  const { data, error, refetch } = useQuery({
    queryKey: ['object', app, className, objectId],
    retry: false,
    staleTime: 0,
    queryFn: ({ signal }) => call('data/get', { app, className, objectId }, signal),
  });
  const raw = JSON.stringify(data?.object, null, 2);
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={`${t.data.row.detail} ${objectId}`}>
      <Stack>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Loading />}
        {data !== undefined && (
          <>
            <Table>
              <Table.Tbody>
                {Object.entries(data.object).map(([name, value]) => (
                  <Table.Tr key={name}>
                    <Table.Th scope="row">{name}</Table.Th>
                    <Table.Td>
                      <code data-raw={name}>{JSON.stringify(value)}</code>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Group justify="space-between">
              <Title order={3} size="h6">
                {t.data.row.raw}
              </Title>
              <CopyButton value={raw} of={t.data.row.raw} />
            </Group>
            <Code block tabIndex={0}>
              {raw}
            </Code>
          </>
        )}
        {data !== undefined && may('keys:read') && <ObjectCode app={app} className={className} objectId={objectId} />}
        {may('audit:read') && (
          <>
            <Divider />
            <ObjectHistory app={app} className={className} objectId={objectId} edits={edits} isThere={data !== undefined} />
          </>
        )}
        {may('permissions:read') && (
          <>
            <Divider />
            <Why app={app} className={className} objectId={objectId} />
          </>
        )}
      </Stack>
    </Drawer>
  );
}

const OPERATIONS = ['get', 'find', 'update', 'delete'] as const;

function Why({ app, className, objectId }: Omit<Props, 'onClose' | 'edits'>) {
  const [user, setUser] = useState('');
  const [operation, setOperation] = useState<(typeof OPERATIONS)[number]>('get');
  const ask = useMutation({
    mutationFn: () =>
      call('permissions/explain', { app, className, objectId, operation, ...(user.trim() === '' ? {} : { user: user.trim() }) }),
  });
  return (
    <form onSubmit={(event) => (event.preventDefault(), ask.mutate())}>
      <Stack gap="xs">
        <Title order={3} size="h6">
          {t.data.row.why}
        </Title>
        <TextInput
          label={t.data.row.whyUser}
          description={t.data.row.whyUserHint}
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
        <NativeSelect
          label={t.data.row.whyOperation}
          data={[...OPERATIONS]}
          value={operation}
          onChange={(event) => setOperation(event.currentTarget.value as typeof operation)}
        />
        <div>
          <Button type="submit" variant="default" loading={ask.isPending}>
            {t.data.row.ask}
          </Button>
        </div>
        {ask.isError && <Failure error={ask.error} />}
        {ask.data !== undefined && (
          <div role="status">
            <Text fw={600}>{ask.data.summary}</Text>
            <Table>
              <Table.Tbody>
                {ask.data.rules.map(({ rule, outcome, because }) => (
                  <Table.Tr key={rule}>
                    <Table.Th scope="row">{rule}</Table.Th>
                    <Table.Td>{outcome}</Table.Td>
                    <Table.Td>{because}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </Stack>
    </form>
  );
}
