import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';

/** Functions and triggers that servers of other people serve. */
export function Webhooks({ app }: { app: string }) {
  const query = useQuery({
    queryKey: ['cloud', app, 'webhooks'],
    queryFn: async ({ signal }) => (await call('cloud/webhooks', { app }, signal)).webhooks,
  });
  return (
    <Loaded query={query}>
      {(hooks) =>
        hooks.length === 0 ? (
          <Empty title={t.webhooks.none} next={t.webhooks.noneNext} />
        ) : (
          <TableOf label={t.webhooks.list} head={[t.codeParts.kind, t.cloud.name, t.webhooks.url]}>
            {hooks.map(({ kind, name, url }) => (
              <Table.Tr key={`${kind} ${name}`}>
                <Table.Td>{t.codeParts.kinds[kind]}</Table.Td>
                <Table.Td className="mono">{name}</Table.Td>
                <Table.Td className="mono">{url}</Table.Td>
              </Table.Tr>
            ))}
          </TableOf>
        )
      }
    </Loaded>
  );
}
