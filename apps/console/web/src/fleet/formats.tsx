import { Table } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { Missing } from './missing.tsx';
import { useFleet } from './use-fleet.ts';

/** The databases of the services with the version marks of their formats. */
export function Formats() {
  const query = useFleet('fleet/formats');
  const { database, service, format, behind } = t.fleet;
  return (
    <Loaded query={query}>
      {({ databases, missing }) => (
        <>
          <Missing services={missing} />
          {databases.length === 0 ? (
            <Empty title={t.fleet.nothing} next={t.fleet.nothingNext} />
          ) : (
            <TableOf label={t.fleet.databases} head={[database, service, format, behind]}>
              {databases.map((one) => (
                <Table.Tr key={`${one.service} ${one.database}`}>
                  <Table.Td className="mono">{one.database}</Table.Td>
                  <Table.Td>{one.service}</Table.Td>
                  <Table.Td>{one.format ?? t.fleet.foreign}</Table.Td>
                  <Table.Td>{one.behind.join(', ')}</Table.Td>
                </Table.Tr>
              ))}
            </TableOf>
          )}
        </>
      )}
    </Loaded>
  );
}
