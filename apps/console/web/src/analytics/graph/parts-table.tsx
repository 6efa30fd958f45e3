import { Table, useComputedColorScheme } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { number } from '../../texts/numbers.ts';
import { colourName } from './colours.ts';
import classes from './graph.module.css';
import { percent, sumOf, type GraphData } from './series.ts';

/** The lines of a graph with their colours and sums, which add up to the total. */
export function PartsTable({ title, graph: { series, total = 0 } }: { title: string; graph: GraphData }) {
  const scheme = useComputedColorScheme('light');
  return (
    <Table aria-label={t.analytics.graph.partsOf(title)} verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t.analytics.value}</Table.Th>
          <Table.Th ta="right">{t.analytics.count}</Table.Th>
          <Table.Th ta="right">{t.analytics.share}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {series.map(({ label, counts }, line) => (
          <Table.Tr key={line}>
            <Table.Td className={classes.value}>
              <span className={classes.swatch} style={{ background: `var(${colourName(line, scheme)})` }} aria-hidden />
              {label}
            </Table.Td>
            <Table.Td ta="right">{number(sumOf(counts))}</Table.Td>
            <Table.Td ta="right">{percent(sumOf(counts), total)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th>{t.analytics.total}</Table.Th>
          <Table.Th ta="right">{number(total)}</Table.Th>
          <Table.Th />
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  );
}
