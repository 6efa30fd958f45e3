import type { ReactNode } from 'react';
import { ActionIcon, Checkbox } from '@mantine/core';
import type { RestObject } from '../api/data-operations.ts';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import type { Column } from './columns.ts';
import { Cell } from './grid-cell.tsx';
import classes from './grid.module.css';

interface Props {
  readonly app: string;
  readonly index: number;
  /** In pixels, within the scrolled content. */
  readonly top: number;
  /** Undefined until it is loaded. */
  readonly object: RestObject | undefined;
  readonly columns: readonly Column[];
  readonly activeColumn: number | undefined;
  readonly editor: ReactNode;
  readonly onEditorClose: () => void;
  readonly selected: boolean;
  readonly onSelect: (ids: readonly string[], on: boolean) => void;
  readonly onOpen: (object: RestObject) => void;
}

/** One object: a head with its number, and a cell for each column. */
export function GridRow({ app, index, top, object, columns, activeColumn, editor, onEditorClose, selected, onSelect, onOpen }: Props) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={object === undefined}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-object={object?.objectId}
    >
      <div role="rowheader" aria-colindex={1} className={`${classes.cell} ${classes.rowHead}`}>
        {object === undefined ? (
          <span className={classes.skeleton} />
        ) : (
          <>
            <Checkbox
              size="xs"
              tabIndex={-1}
              aria-label={t.data.row.select(object.objectId)}
              checked={selected}
              onChange={() => onSelect([object.objectId], !selected)}
            />
            <ActionIcon
              variant="subtle"
              size="sm"
              tabIndex={-1}
              aria-label={`${t.data.row.open} ${object.objectId}`}
              onClick={() => onOpen(object)}
            >
              <Icon name="open" size={13} />
            </ActionIcon>
          </>
        )}
      </div>
      {columns.map((column, at) =>
        object === undefined ? (
          <div
            key={column.name}
            role="gridcell"
            aria-colindex={at + 2}
            className={`${classes.cell} ${classes.skeleton}`}
            style={{ width: column.width }}
          />
        ) : (
          <Cell
            key={column.name}
            app={app}
            row={index}
            index={at}
            column={column}
            value={object[column.name]}
            active={at === activeColumn}
            editor={at === activeColumn ? editor : undefined}
            onEditorClose={onEditorClose}
          />
        ),
      )}
    </div>
  );
}
