import { Button, Group, Modal, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';

const PAGE = 100;

/** The rows of an import that were refused, each with its line and the reason. */
export function Report({ app, id, onClose }: { app: string; id: string; onClose: () => void }) {
  const query = useInfiniteQuery({
    queryKey: ['transfers', app, 'report', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('transfers/report', { app, id, limit: PAGE, ...(pageParam === undefined ? {} : { after: pageParam }) }, signal),
    getNextPageParam: ({ next }) => next,
  });
  const { row, line, where, reason } = t.transfers;
  return (
    <Modal opened onClose={onClose} title={t.transfers.reportTitle} size="xl">
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows);
          if (rows.length === 0) return <Empty title={t.transfers.noRows} next={t.transfers.noRowsNext} />;
          return (
            <>
              <Text size="sm">{t.transfers.refused(pages[0]?.failed ?? rows.length)}</Text>
              <TableOf label={t.transfers.reportTitle} head={[row, line, where, reason]} minWidth={520}>
                {rows.map((one) => (
                  <Table.Tr key={`${one.file ?? ''} ${one.row}`}>
                    <Table.Td>{number(one.row)}</Table.Td>
                    <Table.Td>{number(one.line)}</Table.Td>
                    <Table.Td className="mono">{[one.file, one.objectId].filter((part) => part !== undefined).join(' ')}</Table.Td>
                    <Table.Td>{t.transfers.code(one.code, one.error)}</Table.Td>
                  </Table.Tr>
                ))}
              </TableOf>
              {query.hasNextPage && (
                <Group justify="center">
                  <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    {t.more}
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </Loaded>
    </Modal>
  );
}
