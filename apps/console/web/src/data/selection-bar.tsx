import { useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { BulkDelete } from './bulk-delete.tsx';
import { BulkEdit } from './bulk-edit.tsx';
import type { Column } from './columns.ts';
import type { Edits } from './use-edits.ts';
import type { Grid } from './use-grid.ts';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly columns: readonly Column[];
  readonly grid: Grid;
  readonly edits: Edits;
  readonly mayWrite: boolean;
}

/** The rows that are selected, and the things to do with all of them. */
export function SelectionBar({ app, className, columns, grid, edits, mayWrite }: Props) {
  const [open, setOpen] = useState<'delete' | 'edit'>();
  const ids = [...grid.selected];
  // A dialog stays open over rows that it has just deleted: it tells which ones were refused.
  if (ids.length === 0 && open === undefined) return null;
  const close = () => setOpen(undefined);
  return (
    <Group gap="xs" role="group" aria-label={t.data.row.selected(ids.length)}>
      <Text size="sm" fw={600} aria-live="polite">
        {t.data.row.selected(ids.length)}
      </Text>
      {mayWrite && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => setOpen('edit')}>
            {t.data.row.edit}
          </Button>
          <Button size="compact-sm" color="red" onClick={() => setOpen('delete')}>
            {t.data.row.remove}
          </Button>
        </>
      )}
      <Button size="compact-sm" variant="subtle" onClick={grid.clearSelection}>
        {t.data.row.clear}
      </Button>
      {open === 'delete' && <BulkDelete app={app} className={className} ids={ids} onDone={grid.clearSelection} onClose={close} />}
      {open === 'edit' && <BulkEdit app={app} ids={ids} columns={columns} edits={edits} onClose={close} />}
    </Group>
  );
}
