import { Alert, List, Table } from '@mantine/core';
import { Loaded } from '../parts/loaded.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { useFleet } from './use-fleet.ts';

/** Whether every service does well, and whether the servers answer each process, and how fast. */
export function Health() {
  const query = useFleet('fleet/health');
  const { check, service, process, state, took, detail } = t.fleet;
  return (
    <Loaded query={query}>
      {({ ok, problems, checks }) => (
        <>
          <Alert color={ok ? 'green' : 'red'} title={ok ? t.fleet.well : t.fleet.problems} role={ok ? 'status' : 'alert'}>
            {problems.length > 0 && (
              <List size="sm">
                {problems.map((problem) => (
                  <List.Item key={problem}>{problem}</List.Item>
                ))}
              </List>
            )}
          </Alert>
          <TableOf label={t.fleet.checks} head={[check, service, process, state, took, detail]} minWidth={800}>
            {checks.map((one) => (
              <Table.Tr key={`${one.process} ${one.service} ${one.name}`}>
                <Table.Td className="mono">{one.name}</Table.Td>
                <Table.Td>{one.service}</Table.Td>
                <Table.Td className="mono">{one.process}</Table.Td>
                <Table.Td>
                  <StateBadge text={one.ok ? t.fleet.ok : t.fleet.bad} colour={one.ok ? 'green' : 'red'} />
                </Table.Td>
                <Table.Td>{t.codeParts.ms(one.ms)}</Table.Td>
                <Table.Td>{one.detail}</Table.Td>
              </Table.Tr>
            ))}
          </TableOf>
        </>
      )}
    </Loaded>
  );
}
