import type { RestObject } from '../api/data-operations.ts';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import type { Column } from './columns.ts';
import type { GridAction } from './grid-keys.ts';
import type { Edits } from './use-edits.ts';
import type { Grid } from './use-grid.ts';
import { FIXED_FIELDS } from './values.ts';

interface Options {
  readonly grid: Grid;
  readonly edits: Edits;
  readonly mayWrite: boolean;
  readonly open: (objectId: string) => void;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Carries out the meaning of a key or a double click on a cell. */
export function useCellActions({ grid, edits, mayWrite, open }: Options) {
  /** Relations may be looked at by anybody who sees the class; other editors are for those who may write. */
  const isEditable = ({ name, field }: Column): boolean => !FIXED_FIELDS.includes(name) && (mayWrite || field.type === 'Relation');
  return (action: GridAction, object: RestObject, column: Column): void => {
    const { objectId } = object;
    switch (action.kind) {
      case 'edit':
        if (isEditable(column)) grid.edit();
        else if (mayWrite) tell({ text: t.data.cell.fixed(column.name) });
        else open(objectId);
        return;
      case 'unset':
        if (!isEditable(column) || !mayWrite) tell({ text: t.data.cell.fixed(column.name) });
        else if (column.field.type !== 'Relation' && object[column.name] !== undefined) {
          void edits.save({ objectId, values: { [column.name]: undefined } });
        }
        return;
      case 'open':
        return open(objectId);
      case 'select':
        return grid.select([objectId], !grid.selected.has(objectId));
      case 'undo':
        return void edits.undo();
      case 'copy':
        return void navigator.clipboard.writeText(textOf(object[column.name]));
      case 'move':
        return;
    }
  };
}
