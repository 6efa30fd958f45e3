import { useState } from 'react';
import { Badge, Group, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { Time } from '../parts/time.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';

const route = getRouteApi('/inside/apps/$app/audit');
const PAGE = 50;
type Entry = ReplyOf<'audit/query'>['entries'][number];
type Outcome = Entry['outcome'];
const OUTCOMES: readonly Outcome[] = ['done', 'failed', 'unknown'];
const COLOURS: Readonly<Record<Outcome, string>> = { done: 'green', failed: 'red', unknown: 'yellow' };

interface Filter {
  readonly author: string;
  readonly action: string;
  readonly outcome: Outcome | '';
}

/** The changes that match, page by page; each page begins after the last entry of the one before. */
function useEntries(app: string, filter: Filter) {
  return useInfiniteQuery({
    queryKey: ['audit', app, filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const { author, action, outcome } = filter;
      const given = { ...(author === '' ? {} : { author }), ...(action === '' ? {} : { action }), ...(outcome === '' ? {} : { outcome }) };
      return call('audit/query', { app, ...given, limit: PAGE, ...(pageParam === undefined ? {} : { before: pageParam }) }, signal);
    },
    getNextPageParam: ({ entries }) => (entries.length === PAGE ? entries.at(-1)?.id : undefined),
    refetchInterval: 10_000,
  });
}

/** The changes of an app: who, what and when. */
export function Page() {
  const { app } = route.useParams();
  const [filter, setFilter] = useState<Filter>({ author: '', action: '', outcome: '' });
  const [asked] = useDebouncedValue(filter, 250);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useEntries(app, asked);
  const entries = data?.pages.flatMap((page) => page.entries);
  return (
    <Screen title={t.audit.title} text={t.audit.text}>
      <Filters filter={filter} onChange={setFilter} />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {entries === undefined && error === null && <Loading />}
      {entries?.length === 0 && <Empty title={t.audit.none} next={t.audit.noneNext} />}
      {entries !== undefined && entries.length > 0 && <Entries entries={entries} />}
      <MoreButton pages={{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
    </Screen>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  return (
    <Group align="end">
      <TextInput
        label={t.audit.author}
        value={filter.author}
        onChange={(event) => onChange({ ...filter, author: event.currentTarget.value.trim() })}
      />
      <TextInput
        label={t.audit.action}
        value={filter.action}
        onChange={(event) => onChange({ ...filter, action: event.currentTarget.value.trim() })}
      />
      <NativeSelect
        label={t.audit.outcome}
        data={[{ value: '', label: t.audit.any }, ...OUTCOMES.map((value) => ({ value, label: t.audit.outcomes[value] }))]}
        value={filter.outcome}
        onChange={(event) => onChange({ ...filter, outcome: event.currentTarget.value as Filter['outcome'] })}
      />
    </Group>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <TableOf head={[t.audit.at, t.audit.author, t.audit.change, t.audit.outcome]}>
      {entries.map((entry) => (
        <Table.Tr key={entry.id}>
          <Table.Td>
            <Time iso={entry.at} />
          </Table.Td>
          <Table.Td>{entry.author?.name ?? entry.who}</Table.Td>
          <Table.Td>
            <Change entry={entry} />
          </Table.Td>
          <Table.Td>
            <Badge variant="light" tt="none" color={COLOURS[entry.outcome]}>
              {t.audit.outcomes[entry.outcome]}
            </Badge>
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}

function Change({ entry }: { entry: Entry }) {
  return (
    <Stack gap={2}>
      <Text size="sm">{entry.text ?? entry.action}</Text>
      <Text size="xs" c="dimmed">
        {`${entry.action} · ${t.requestId(entry.requestId)}`}
      </Text>
      {entry.changes.length > 0 && (
        <details>
          <summary>{t.audit.change}</summary>
          {entry.changes.map(({ name, before, after }) => (
            <Text key={name} size="xs" className="mono">
              {`${name}: ${JSON.stringify(before) ?? t.data.empty} → ${JSON.stringify(after) ?? t.data.empty}`}
            </Text>
          ))}
        </details>
      )}
    </Stack>
  );
}
