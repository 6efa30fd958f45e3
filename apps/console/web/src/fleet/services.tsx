import { Table, Text, Title } from '@mantine/core';
import type { ReplyOf } from '../api/operations.ts';
import { bytesText } from '../parts/bytes.ts';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { useFleet } from './use-fleet.ts';

type Services = ReplyOf<'fleet/services'>;
type Process = Services['processes'][number];
const COLOURS: Readonly<Record<Process['state'], string>> = {
  ready: 'green',
  'not ready': 'yellow',
  leaving: 'blue',
  silent: 'red',
  'other version': 'yellow',
};

/** The services that the deployment is to run, and every process. */
export function Services() {
  const query = useFleet('fleet/services');
  return (
    <Loaded query={query}>
      {({ services, processes }) => (
        <>
          <ServiceTable services={services} />
          <Title order={2} size="h4">
            {t.fleet.processes}
          </Title>
          {processes.length === 0 ? <Empty title={t.fleet.nothing} next={t.fleet.nothingNext} /> : <ProcessTable processes={processes} />}
        </>
      )}
    </Loaded>
  );
}

function stateOf({ ready, processes }: Services['services'][number]): { text: string; colour: string } {
  if (processes === 0 || ready === 0) return { text: t.fleet.away, colour: 'red' };
  return ready < processes ? { text: t.fleet.states['not ready'], colour: 'yellow' } : { text: t.fleet.states.ready, colour: 'green' };
}

function ServiceTable({ services }: Pick<Services, 'services'>) {
  return (
    <TableOf label={t.fleet.services} head={[t.fleet.service, t.fleet.replicas, t.fleet.state]} minWidth={280}>
      {services.map((service) => (
        <Table.Tr key={service.name} data-service={service.name}>
          <Table.Td className="mono">{service.name}</Table.Td>
          <Table.Td>{t.fleet.ready(service.ready, service.processes)}</Table.Td>
          <Table.Td>
            <StateBadge {...stateOf(service)} />
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}

function ProcessTable({ processes }: Pick<Services, 'processes'>) {
  const { process, runs, state, version, place, up, memory, busy, requests, seconds } = t.fleet;
  return (
    <TableOf label={t.fleet.processes} head={[process, runs, state, version, place, up, memory, busy, requests]} minWidth={1000}>
      {processes.map((one) => (
        <Table.Tr key={one.id}>
          <Table.Td className="mono">{one.id}</Table.Td>
          <Table.Td>{one.services.join(', ')}</Table.Td>
          <Table.Td>
            <StateBadge text={t.fleet.states[one.state]} colour={COLOURS[one.state]} />
            <Text size="xs" c="dimmed">
              {one.lacking.length > 0 ? t.fleet.lacking(one.lacking.join(', ')) : t.fleet.heard(one.heardSecondsAgo)}
            </Text>
          </Table.Td>
          <Table.Td>{one.version}</Table.Td>
          <Table.Td>{[one.host, one.pid].filter((part) => part !== undefined).join(' · ')}</Table.Td>
          <Table.Td>{one.uptimeSeconds !== undefined && seconds(one.uptimeSeconds)}</Table.Td>
          <Table.Td>{one.memoryBytes !== undefined && bytesText(one.memoryBytes)}</Table.Td>
          <Table.Td>{one.busy !== undefined && t.fleet.percent(one.busy)}</Table.Td>
          <Table.Td>{one.running !== undefined && t.fleet.running(one.running, one.waiting ?? 0)}</Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}
