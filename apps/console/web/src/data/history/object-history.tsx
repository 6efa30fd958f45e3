import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { ReplyOf } from '../../api/operations.ts';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { localTime } from '../../parts/local-time.ts';
import { Time } from '../../parts/time.tsx';
import { useMay } from '../../session/session.ts';
import { TableOf } from '../../parts/table-of.tsx';
import { t } from '../../texts/index.ts';
import type { Edits } from '../use-edits.ts';
import { fieldChangesOf, restoringEdit, type FieldChange } from './history-entry.ts';

type Entry = ReplyOf<'audit/query'>['entries'][number];
interface Props {
  readonly app: string;
  readonly className: string;
  readonly objectId: string;
  readonly edits: Edits;
  /** False for an object that is gone: nothing can be put back into it. */
  readonly isThere: boolean;
}

const PAGE = 20;

function useHistory({ app, className, objectId }: Pick<Props, 'app' | 'className' | 'objectId'>) {
  const subject = `${className}/${objectId}`;
  return useInfiniteQuery({
    queryKey: ['history', app, subject],
    initialPageParam: undefined as string | undefined,
    staleTime: 0,
    queryFn: ({ pageParam, signal }) =>
      call('audit/query', { app, subject, limit: PAGE, ...(pageParam === undefined ? {} : { before: pageParam }) }, signal),
    getNextPageParam: ({ entries }) => (entries.length === PAGE ? entries.at(-1)?.id : undefined),
  });
}

/** The recorded changes of an object, newest first, each with the way back to the values before it. */
export function ObjectHistory(props: Props) {
  const { objectId, edits, isThere } = props;
  const mayRestore = useMay()('data:write') && isThere;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useHistory(props);
  const entries = data?.pages.flatMap((page) => page.entries);
  const restore = async (changes: readonly FieldChange[]) => {
    const edit = restoringEdit(objectId, changes);
    if (edit !== undefined) await edits.save(edit);
  };
  return (
    <Stack gap="xs" component="section" aria-label={t.dataMore.history.title}>
      <Title order={3} size="h6">
        {t.dataMore.history.title}
      </Title>
      <Text size="sm" c="dimmed">
        {t.dataMore.history.text}
      </Text>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {entries === undefined && error === null && <Loading />}
      {entries?.length === 0 && <Text size="sm">{`${t.dataMore.history.none}. ${t.dataMore.history.noneNext}`}</Text>}
      {entries?.map((entry) => (
        <Change key={entry.id} entry={entry} objectId={objectId} onRestore={mayRestore ? restore : undefined} />
      ))}
      {hasNextPage && (
        <Group justify="center">
          <Button size="compact-sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t.more}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface ChangeProps {
  readonly entry: Entry;
  readonly objectId: string;
  /** Absent for those who may not write. */
  readonly onRestore: ((changes: readonly FieldChange[]) => Promise<void>) | undefined;
}

function Change({ entry, objectId, onRestore }: ChangeProps) {
  const { history } = t.dataMore;
  const changes = fieldChangesOf(entry);
  const canRestore = onRestore !== undefined && entry.outcome === 'done' && restoringEdit(objectId, changes) !== undefined;
  return (
    <Paper withBorder p="xs" data-history={entry.id}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {history.by(entry.author?.name ?? entry.who, history.actions[entry.action] ?? entry.action)}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          <Time iso={entry.at} />
        </Text>
      </Group>
      {entry.outcome !== 'done' && <Text size="sm">{history.failed(t.audit.outcomes[entry.outcome])}</Text>}
      {changes.length > 0 && <Fields changes={changes} />}
      {changes.some(({ isWhole }) => !isWhole) && <Text size="xs">{history.partly}</Text>}
      {canRestore && (
        <Button
          mt="xs"
          size="compact-sm"
          variant="default"
          aria-label={history.restoreOf(localTime(entry.at))}
          onClick={() => void onRestore(changes)}
        >
          {history.restore}
        </Button>
      )}
    </Paper>
  );
}

const shown = (value: unknown): string => (value === undefined ? t.data.empty : JSON.stringify(value));

function Fields({ changes }: { changes: readonly FieldChange[] }) {
  const { history } = t.dataMore;
  return (
    <TableOf head={[history.field, history.before, history.after]} minWidth={300}>
      {changes.map(({ field, before, after }) => (
        <Table.Tr key={field}>
          <Table.Th scope="row">{field}</Table.Th>
          <Table.Td>
            <code>{shown(before)}</code>
          </Table.Td>
          <Table.Td>
            <code>{shown(after)}</code>
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}
