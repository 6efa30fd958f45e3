import { useState } from 'react';
import { ActionIcon, Badge, Button, Menu, Stack, Table, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loading } from '../parts/loading.tsx';
import { tell } from '../parts/notices.tsx';
import { useAction } from '../parts/use-action.ts';
import { useMay } from '../session/session.ts';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { RightsInput, rightsOf, rightsText, type Rights } from './rights-input.tsx';

type Person = ReplyOf<'administrators/list'>['administrators'][number];
const KEY = ['administrators'];

/** Administrators of the deployment. */
export function People() {
  const mayWrite = useMay()('administrators:write');
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await call('administrators/list', {}, signal)).administrators,
  });
  return (
    <Stack>
      {mayWrite && (
        <div>
          <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
            {t.administrators.add}
          </Button>
        </div>
      )}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && <Empty title={t.administrators.none} next={t.administrators.noneNext} />}
      {data !== undefined && data.length > 0 && <Rows people={data} mayWrite={mayWrite} />}
      {adding && <AddPerson onClose={() => setAdding(false)} />}
    </Stack>
  );
}

function Rows({ people, mayWrite }: { people: readonly Person[]; mayWrite: boolean }) {
  return (
    <TableOf head={[t.administrators.name, t.administrators.email, t.administrators.role, t.administrators.state, '']} minWidth={560}>
      {people.map((person) => (
        <Table.Tr key={person.id}>
          <Table.Td>{person.name}</Table.Td>
          <Table.Td>{person.email}</Table.Td>
          <Table.Td>{rightsText(person)}</Table.Td>
          <Table.Td>
            <Badge variant="light" tt="none" color={person.enabled ? 'green' : 'gray'}>
              {person.enabled ? t.administrators.enabled : t.administrators.disabled}
            </Badge>
          </Table.Td>
          <Table.Td ta="end">{mayWrite && <PersonMenu person={person} />}</Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}

function PersonMenu({ person: { id, name, enabled } }: { person: Person }) {
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const done = async (text: string) => {
    await client.invalidateQueries({ queryKey: KEY });
    tell({ text });
  };
  const change = useAction(() => call('administrators/change', { id, enabled: !enabled }), {
    onSuccess: () => done(t.administrators.done.changed),
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t.administrators.of(name)}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => change.mutate(undefined)}>{enabled ? t.administrators.disable : t.administrators.enable}</Menu.Item>
          <Menu.Item color="red" onClick={() => setRemoving(true)}>
            {t.administrators.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {removing && (
        <Confirm
          title={t.administrators.removeTitle(name)}
          text={t.administrators.removeText}
          action={t.administrators.remove}
          word={name}
          onConfirm={async () => (await call('administrators/remove', { id }), await done(t.administrators.done.removed))}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}

function AddPerson({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [rights, setRights] = useState<Rights>({ role: 'viewer', apps: [] });
  const add = async () => {
    await call('administrators/create', { name, ...(email === '' ? {} : { email }), ...rightsOf(rights) });
    await client.invalidateQueries({ queryKey: KEY });
    tell({ text: t.administrators.done.added });
  };
  return (
    <FormDialog title={t.administrators.add} action={t.administrators.add} onSubmit={add} onClose={onClose}>
      <TextInput
        label={t.administrators.name}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput label={t.administrators.email} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <RightsInput rights={rights} onChange={setRights} />
    </FormDialog>
  );
}
