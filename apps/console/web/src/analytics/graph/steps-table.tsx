import { Table } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { number } from '../../texts/numbers.ts';
import classes from './graph.module.css';
import { stepName, type GraphData } from './series.ts';

/** A graph as a table: a row for each step, the newest first. */
export function StepsTable({ title, graph: { points, granularity, series } }: { title: string; graph: GraphData }) {
  const rows = points.map((point, at) => ({ point, at })).reverse();
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t.analytics.graph.tableOf(title)}>
      <Table verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t.analytics.graph.time}</Table.Th>
            {series.map(({ label }, line) => (
              <Table.Th key={line} scope="col" ta="right" className={classes.value}>
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ point, at }) => (
            <Table.Tr key={point}>
              <Table.Td>
                <time dateTime={point}>{stepName(point, granularity)}</time>
              </Table.Td>
              {series.map(({ counts }, line) => (
                <Table.Td key={line} ta="right">
                  {typeof counts[at] === 'number' ? number(counts[at]) : '–'}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
