import { Badge, Button, Modal, Table } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { tell } from '../parts/notices.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { useMay } from '../session/session.ts';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';

type Session = ReplyOf<'users/sessions'>['sessions'][number];
const SHOWN_MAX = 200;

interface Props {
  readonly app: string;
  readonly userId: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** The devices on which a user is logged in; each can be logged out. Tokens are not shown. */
export function UserSessions({ app, userId, name, onClose }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['users', app, 'sessions', userId],
    queryFn: async ({ signal }) => (await call('users/sessions', { app, userId, limit: SHOWN_MAX }, signal)).sessions,
  });
  return (
    <Modal opened onClose={onClose} title={t.users.sessionsOf(name)} size="xl">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && <Empty title={t.users.sessionsNone} next={t.users.sessionsNoneNext} />}
      {data !== undefined && data.length > 0 && (
        <TableOf head={[t.users.session.begun, t.users.session.by, t.users.session.device, t.users.session.ends, '']} minWidth={560}>
          {data.map((session) => (
            <SessionRow key={session.id} app={app} userId={userId} session={session} />
          ))}
        </TableOf>
      )}
    </Modal>
  );
}

function SessionRow({ app, userId, session }: { app: string; userId: string; session: Session }) {
  const { id, createdAt, createdWith, installationId, expiresAt, restricted } = session;
  const mayWrite = useMay()('users:write');
  const client = useQueryClient();
  const end = useAction(() => call('users/end-session', { app, userId, sessionId: id }), {
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['users', app] });
      tell({ text: t.users.session.ended });
    },
  });
  return (
    <Table.Tr data-session={id}>
      <Table.Td>
        <Time iso={createdAt} />
      </Table.Td>
      <Table.Td>
        {[createdWith.action, createdWith.authProvider].filter(Boolean).join(', ')}{' '}
        {restricted && (
          <Badge variant="light" tt="none">
            {t.users.session.restricted}
          </Badge>
        )}
      </Table.Td>
      <Table.Td className="mono">{installationId ?? t.users.session.noDevice}</Table.Td>
      <Table.Td>{expiresAt === null ? t.never : <Time iso={expiresAt} />}</Table.Td>
      <Table.Td ta="end">
        {mayWrite && (
          <Button
            size="compact-sm"
            variant="default"
            loading={end.isPending}
            aria-label={t.users.session.endLabel(id)}
            onClick={() => end.mutate(undefined)}
          >
            {t.users.session.end}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
