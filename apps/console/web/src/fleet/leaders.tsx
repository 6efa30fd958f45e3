import { Table, Text } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { Time } from '../parts/time.tsx';
import { t } from '../texts/index.ts';
import { Missing } from './missing.tsx';
import { useFleet } from './use-fleet.ts';

const COLOURS = { held: 'green', free: 'yellow', unknown: 'red' } as const;

/** The process that does the work that one does for all. */
export function Leaders() {
  const query = useFleet('fleet/leaders');
  const { work, service, state, process, since, until } = t.fleet;
  return (
    <Loaded query={query}>
      {({ leaders, missing }) => (
        <>
          <Missing services={missing} />
          {leaders.length === 0 ? (
            <Empty title={t.fleet.nothing} next={t.fleet.nothingNext} />
          ) : (
            <TableOf label={t.fleet.leaders} head={[work, service, state, process, since, until]} minWidth={800}>
              {leaders.map((leader) => (
                <Table.Tr key={`${leader.service} ${leader.name}`}>
                  <Table.Td className="mono">{leader.name}</Table.Td>
                  <Table.Td>{leader.service}</Table.Td>
                  <Table.Td>
                    <StateBadge text={t.fleet.held[leader.state]} colour={COLOURS[leader.state]} />
                    {leader.error !== null && <Text size="xs">{leader.error}</Text>}
                  </Table.Td>
                  <Table.Td className="mono">{[leader.process, leader.host].filter((part) => part !== null).join(' · ')}</Table.Td>
                  <Table.Td>{leader.since !== null && <Time iso={leader.since} />}</Table.Td>
                  <Table.Td>{leader.until !== null && <Time iso={leader.until} />}</Table.Td>
                </Table.Tr>
              ))}
            </TableOf>
          )}
        </>
      )}
    </Loaded>
  );
}
