import type { ReactNode } from 'react';
import { Table } from '@mantine/core';

interface Column {
  readonly label: string;
  readonly isNumber?: boolean;
}
interface Row {
  readonly key: string;
  readonly cells: readonly ReactNode[];
}

/** A table that scrolls by itself where the screen is narrow. */
export function PlainTable({
  label,
  columns,
  rows,
  minWidth = 300,
}: {
  label: string;
  columns: readonly Column[];
  rows: readonly Row[];
  minWidth?: number;
}) {
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.label} ta={column.isNumber === true ? 'end' : 'start'}>
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, cells }) => (
            <Table.Tr key={key} data-row={key}>
              {columns.map((column, index) => (
                <Table.Td key={column.label} ta={column.isNumber === true ? 'end' : 'start'}>
                  {cells[index]}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
