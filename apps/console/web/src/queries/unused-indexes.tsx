import { useState } from 'react';
import { Button, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { tell } from '../parts/notices.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { fieldsOf } from './index-name.ts';
import { unusedKey } from './queries-key.ts';

type Unused = ReplyOf<'indexes/unused'>['indexes'][number];

/** Indexes that no query has used, each of which can be dropped. */
export function UnusedIndexes({ app, className }: { app: string; className: string }) {
  const mayWrite = useMay()('indexes:write');
  const client = useQueryClient();
  const [dropping, setDropping] = useState<Unused>();
  const { data, error, refetch } = useQuery({
    queryKey: [...unusedKey(app), className],
    queryFn: async ({ signal }) => (await call('indexes/unused', { app, ...(className === '' ? {} : { className }) }, signal)).indexes,
  });
  const drop = async ({ className: of, name }: Unused) => {
    await call('indexes/drop', { app, className: of, name });
    await client.invalidateQueries({ queryKey: unusedKey(app) });
    tell({ text: t.queries.dropped });
  };
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0) return <Empty title={t.queries.unusedNone} next={t.queries.unusedNoneNext} />;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t.queries.unusedText}
      </Text>
      <TableOf head={[t.queries.className, t.queries.index, t.queries.fields, t.queries.sinceStart, '']} minWidth={600}>
        {data.map((index) => (
          <Table.Tr key={`${index.className} ${index.name}`}>
            <Table.Td>{index.className}</Table.Td>
            <Table.Td className="mono">{index.name}</Table.Td>
            <Table.Td>{fieldsOf(index.key)}</Table.Td>
            <Table.Td>
              <Time iso={index.since} />
            </Table.Td>
            <Table.Td ta="end">
              {mayWrite && (
                <Button size="compact-sm" variant="default" aria-label={t.queries.dropLabel(index.name)} onClick={() => setDropping(index)}>
                  {t.queries.drop}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </TableOf>
      {dropping !== undefined && (
        <Confirm
          title={t.queries.dropTitle(dropping.name)}
          text={t.queries.dropText}
          action={t.queries.drop}
          word={dropping.name}
          onConfirm={() => drop(dropping)}
          onClose={() => setDropping(undefined)}
        />
      )}
    </>
  );
}
