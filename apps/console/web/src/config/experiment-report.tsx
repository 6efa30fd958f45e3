import { Alert, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { number, percent } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';
import { parametersKey } from './parameters.ts';

const words = t.config.experiments;
const REFRESH_MS = 10_000;

/** The counts of the variants, and whether one of them is better. */
export function ExperimentReport({ app, experimentId }: { app: string; experimentId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: parametersKey(app, 'report', experimentId),
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => call('parameters/experiment-report', { app, experimentId }, signal),
  });
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />;
  const { groups, winner, reason, unsaved, warnings } = data;
  return (
    <Stack gap="xs">
      <TableOf head={[words.variantName, words.exposed, words.converted, words.rate, words.interval]} minWidth={420}>
        {groups.map(({ key, name, exposed, converted, rate, interval }) => (
          <Table.Tr key={key}>
            <Table.Td>{name === undefined ? key : `${key}: ${name}`}</Table.Td>
            <Table.Td>{number(exposed)}</Table.Td>
            <Table.Td>{number(converted)}</Table.Td>
            <Table.Td>{percent(rate)}</Table.Td>
            <Table.Td>{interval === undefined ? '' : words.range(percent(interval.lo), percent(interval.hi))}</Table.Td>
          </Table.Tr>
        ))}
      </TableOf>
      {winner !== undefined && <Text fw={600}>{words.winner(winner)}</Text>}
      {reason !== undefined && <Text>{words.reasons[reason] ?? reason}</Text>}
      {unsaved > 0 && <Text size="sm">{words.unsaved(unsaved)}</Text>}
      {warnings.includes('srm') && <Alert color="yellow">{words.srm}</Alert>}
    </Stack>
  );
}
