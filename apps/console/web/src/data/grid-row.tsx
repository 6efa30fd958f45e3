import { memo, type ReactNode } from 'react';
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

/** One object: a head with its tools, and a cell for each column. Its tools are plain elements: a jump makes dozens of rows at once. */
export const GridRow = memo(function GridRow(props: Props) {
  const { app, index, top, object, columns, activeColumn, editor, onEditorClose, selected, onSelect, onOpen } = props;
  if (object === undefined) return <MissingRow index={index} top={top} columns={columns.length} />;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-object={object.objectId}
    >
      <div role="rowheader" aria-colindex={1} className={`${classes.cell} ${classes.rowHead}`}>
        <input
          type="checkbox"
          className={classes.check}
          tabIndex={-1}
          aria-label={t.data.row.select(object.objectId)}
          checked={selected}
          onChange={() => onSelect([object.objectId], !selected)}
        />
        <button
          type="button"
          className={classes.open}
          tabIndex={-1}
          aria-label={`${t.data.row.open} ${object.objectId}`}
          onClick={() => onOpen(object)}
        >
          <Icon name="open" size={13} />
        </button>
      </div>
      {columns.map((column, at) => (
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
      ))}
    </div>
  );
});

/** The place of an object that is not loaded yet. */
function MissingRow({ index, top, columns }: { index: number; top: number; columns: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} aria-busy className={classes.row} style={{ transform: `translateY(${top}px)` }}>
      <div role="gridcell" aria-colindex={1} aria-colspan={columns + 1} className={`${classes.cell} ${classes.skeleton}`} />
    </div>
  );
}
