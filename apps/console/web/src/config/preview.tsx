import { useState } from 'react';
import { Button, Code, Fieldset, Group, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf, RequestOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { parametersKey } from './parameters.ts';
import { shownValue } from './types.ts';
import { reasonsOf } from './reasons.ts';

const INSTEAD = ['deviceType', 'appVersion', 'localeIdentifier'] as const;
type Member = 'installation' | 'user' | (typeof INSTEAD)[number];
type Caller = Readonly<Record<Member, string>>;
type Asked = Pick<Caller, 'installation' | 'user'>;

function requestOf(app: string, caller: Caller): RequestOf<'parameters/preview'> {
  const given = INSTEAD.filter((name) => caller[name].trim() !== '').map((name) => [name, caller[name].trim()] as const);
  return {
    app,
    ...(caller.installation === '' ? {} : { installationId: caller.installation }),
    ...(caller.user === '' ? {} : { userId: caller.user }),
    ...(given.length === 0 ? {} : { installation: Object.fromEntries(given) }),
  };
}

/** The values that an installation or a user gets, and the reasons. */
export function Preview({ app, asked, onAsk }: { app: string; asked: Asked; onAsk: (asked: Asked) => void }) {
  const [caller, setCaller] = useState<Caller>({ ...asked, deviceType: '', appVersion: '', localeIdentifier: '' });
  const [shown, setShown] = useState(caller);
  const { data, error, refetch } = useQuery({
    queryKey: parametersKey(app, 'preview', shown),
    queryFn: ({ signal }) => call('parameters/preview', requestOf(app, shown), signal),
  });
  const input = (name: Member) => (
    <TextInput
      key={name}
      label={t.config.preview[name]}
      value={caller[name]}
      onChange={(event) => setCaller({ ...caller, [name]: event.currentTarget.value.trim() })}
    />
  );
  const show = () => {
    setShown(caller);
    onAsk({ installation: caller.installation, user: caller.user });
  };
  return (
    <Stack>
      <form onSubmit={(event) => (event.preventDefault(), show())}>
        <Stack gap="xs">
          <Text c="dimmed">{t.config.preview.text}</Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {input('installation')}
            {input('user')}
          </SimpleGrid>
          <Fieldset legend={t.config.preview.instead}>
            <SimpleGrid cols={{ base: 1, sm: 3 }}>{INSTEAD.map(input)}</SimpleGrid>
          </Fieldset>
          <Group justify="end">
            <Button type="submit">{t.config.preview.show}</Button>
          </Group>
        </Stack>
      </form>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.values.length === 0 && <Empty title={t.config.preview.none} next={t.config.preview.noneNext} />}
      {data !== undefined && data.values.length > 0 && <Values values={data.values} />}
    </Stack>
  );
}

function Values({ values }: { values: ReplyOf<'parameters/preview'>['values'] }) {
  return (
    <TableOf head={[t.config.name, t.config.value, t.config.preview.why]} minWidth={560}>
      {values.map((one) => (
        <Table.Tr key={one.name} data-preview={one.name}>
          <Table.Td className="mono">{one.name}</Table.Td>
          <Table.Td>
            <Code className="mono">{shownValue(one.value)}</Code>
          </Table.Td>
          <Table.Td>
            {reasonsOf(one).map((reason) => (
              <Text key={reason} size="sm">
                {reason}
              </Text>
            ))}
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}
