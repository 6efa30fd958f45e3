import { Table } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { Difference } from './differences.ts';
import { SideView } from './side-view.tsx';

interface Props {
  readonly label: string;
  readonly differences: readonly Difference[];
  readonly before: string;
  readonly after: string;
}

/** Parameters that differ between two states, side by side. */
export function DifferenceTable({ label, differences, before, after }: Props) {
  return (
    <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={label} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="24%">{t.config.name}</Table.Th>
            <Table.Th>{before}</Table.Th>
            <Table.Th>{after}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map((one) => (
            <Table.Tr key={one.name} data-difference={one.name}>
              <Table.Td className="mono">{one.name}</Table.Td>
              <Table.Td>
                <SideView side={one.before} label={`${one.name}: ${before}`} />
              </Table.Td>
              <Table.Td>
                <SideView side={one.after} label={`${one.name}: ${after}`} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
