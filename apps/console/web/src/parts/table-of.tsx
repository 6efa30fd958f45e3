import type { ReactNode } from 'react';
import { Table } from '@mantine/core';
import { t } from '../texts/index.ts';

interface Props {
  /** Its name, where no heading is one. */
  readonly label?: string;
  /** Names of the columns; an empty one stands over the actions of a row. */
  readonly head: readonly string[];
  readonly minWidth?: number;
  /** Rows of the table. */
  readonly children: ReactNode;
}

/** A table that scrolls by itself where the screen is narrow, by the keyboard too. */
export function TableOf({ label, head, minWidth = 640, children }: Props) {
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) =>
              name === '' ? <Table.Th key={name} aria-label={t.data.actions} /> : <Table.Th key={name}>{name}</Table.Th>,
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
