import { Code, Stack, Table, Text } from '@mantine/core';
import type { ReplyOf } from '../api/operations.ts';
import { Time } from '../parts/time.tsx';
import { number } from '../texts/numbers.ts';
import { t } from '../texts/index.ts';
import { BuildIndex } from './build-index.tsx';

export type SlowQuery = ReplyOf<'indexes/slow-queries'>['queries'][number];

/** Kinds of queries: how often, how slow, and the thing to do about it. */
export function QueryTable({ app, queries }: { app: string; queries: readonly SlowQuery[] }) {
  return (
    <Table.ScrollContainer minWidth={900} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.queries.shape}</Table.Th>
            <Table.Th>{t.queries.count}</Table.Th>
            <Table.Th>{t.queries.slow}</Table.Th>
            <Table.Th>{t.queries.median}</Table.Th>
            <Table.Th>{t.queries.p90}</Table.Th>
            <Table.Th>{t.queries.scanned}</Table.Th>
            <Table.Th>{t.queries.lastSeen}</Table.Th>
            <Table.Th>{t.queries.advice}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queries.map((query) => (
            <QueryRow key={[query.className, query.operation, query.shape].join(' ')} app={app} query={query} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function QueryRow({ app, query }: { app: string; query: SlowQuery }) {
  const { className, operation, shape, count, slowCount, timeouts, medianMs, p90Ms, averageScanned, index, lastSeen, why, hint } = query;
  return (
    <Table.Tr>
      <Table.Td maw={320}>
        <Text size="sm" fw={600}>{`${className} · ${operation}`}</Text>
        <Code className="mono">{shape}</Code>
        {index !== null && (
          <Text size="xs" c="dimmed">
            {t.queries.usedIndex(index)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{number(count)}</Table.Td>
      <Table.Td>
        {number(slowCount)}
        {timeouts > 0 && <Text size="xs">{t.queries.timeouts(timeouts)}</Text>}
      </Table.Td>
      <Table.Td>{t.queries.ms(medianMs)}</Table.Td>
      <Table.Td>{t.queries.ms(p90Ms)}</Table.Td>
      <Table.Td>{averageScanned === null ? '–' : number(averageScanned)}</Table.Td>
      <Table.Td>
        <Time iso={lastSeen} />
      </Table.Td>
      <Table.Td maw={300}>
        <Stack gap={4} align="start">
          {why !== null && <Text size="sm">{why}</Text>}
          {hint !== null && <Text size="sm">{hint}</Text>}
          {query.key.length > 0 && <BuildIndex app={app} className={className} indexKey={query.key} />}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}
