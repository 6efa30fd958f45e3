import { useState } from 'react';
import { Badge, Button, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { number } from '../texts/numbers.ts';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { UserSessions } from './user-sessions.tsx';
import { UserMenu, type User } from './user-menu.tsx';

const route = getRouteApi('/inside/apps/$app/users');
const FOUND_MAX = 50;

/** Finds users of an app, and helps them. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(search.text);
  const [asked] = useDebouncedValue(text.trim(), 250);
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ['users', app, asked],
    enabled: asked !== '',
    queryFn: async ({ signal }) => (await call('users/find', { app, text: asked, limit: FOUND_MAX }, signal)).users,
  });
  return (
    <Screen title={t.users.title}>
      <TextInput
        label={t.users.find}
        description={t.users.findHint}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          void navigate({ search: { text: event.currentTarget.value }, replace: true });
        }}
      />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {isLoading && <Loading />}
      {asked === '' && <Empty title={t.users.ask} next={t.users.askNext} />}
      {data?.length === 0 && <Empty title={t.users.none} next={t.users.noneNext} />}
      {data !== undefined && data.length > 0 && <Found app={app} users={data} />}
    </Screen>
  );
}

function Found({ app, users }: { app: string; users: readonly User[] }) {
  const mayWrite = useMay()('users:write');
  const [opened, setOpened] = useState<User>();
  return (
    <>
      <TableOf head={[t.users.name, t.users.email, t.users.accounts, t.users.sessions, t.users.state, '']}>
        {users.map((user) => (
          <Table.Tr key={user.id}>
            <Table.Td>{user.username ?? user.id}</Table.Td>
            <Table.Td>
              {user.email}{' '}
              {user.email !== null && user.emailVerified !== null && (
                <Badge variant="light" tt="none" color={user.emailVerified ? 'green' : 'yellow'}>
                  {user.emailVerified ? t.users.verified : t.users.unverified}
                </Badge>
              )}
            </Table.Td>
            <Table.Td>{user.providers.length === 0 ? t.users.noAccounts : user.providers.join(', ')}</Table.Td>
            <Table.Td>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`${t.users.sessionsOf(user.username ?? user.id)}: ${number(user.sessions)}`}
                onClick={() => setOpened(user)}
              >
                {number(user.sessions)}
              </Button>
            </Table.Td>
            <Table.Td>
              <State user={user} />
            </Table.Td>
            <Table.Td ta="end">{mayWrite && <UserMenu app={app} user={user} />}</Table.Td>
          </Table.Tr>
        ))}
      </TableOf>
      {opened !== undefined && (
        <UserSessions app={app} userId={opened.id} name={opened.username ?? opened.id} onClose={() => setOpened(undefined)} />
      )}
    </>
  );
}

function State({ user: { lock, lockedOutUntil } }: { user: User }) {
  if (lock !== null) {
    return (
      <Badge color="red" tt="none" variant="light" title={lock.reason}>
        {t.users.locked}
      </Badge>
    );
  }
  if (lockedOutUntil === null) return t.users.active;
  return (
    <>
      {t.users.lockedOut}: <Time iso={lockedOutUntil} />
    </>
  );
}
