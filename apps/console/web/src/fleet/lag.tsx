import { Table, Text } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';
import { Missing } from './missing.tsx';
import { useFleet } from './use-fleet.ts';

/** The work that waits, and for how long it has been waiting. */
export function Lag() {
  const query = useFleet('fleet/lag');
  const { work, service, kind, waiting, underWay, failed, oldest, seconds } = t.fleet;
  return (
    <Loaded query={query}>
      {({ backlogs, missing }) => (
        <>
          <Missing services={missing} />
          {backlogs.length === 0 ? (
            <Empty title={t.fleet.nothing} next={t.fleet.nothingNext} />
          ) : (
            <TableOf label={t.fleet.backlogs} head={[work, service, kind, waiting, underWay, failed, oldest]} minWidth={800}>
              {backlogs.map((backlog) => (
                <Table.Tr key={`${backlog.service} ${backlog.kind} ${backlog.name}`}>
                  <Table.Td className="mono">
                    {backlog.name}
                    {backlog.error !== null && <Text size="xs">{backlog.error}</Text>}
                  </Table.Td>
                  <Table.Td>{backlog.service}</Table.Td>
                  <Table.Td>{t.fleet.kinds[backlog.kind]}</Table.Td>
                  <Table.Td>{number(backlog.waiting)}</Table.Td>
                  <Table.Td>{number(backlog.running)}</Table.Td>
                  <Table.Td>{number(backlog.failed)}</Table.Td>
                  <Table.Td>{backlog.oldestSeconds !== null && seconds(backlog.oldestSeconds)}</Table.Td>
                </Table.Tr>
              ))}
            </TableOf>
          )}
        </>
      )}
    </Loaded>
  );
}
