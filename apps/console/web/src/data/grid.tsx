import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { Checkbox } from '@mantine/core';
import type { RestObject } from '../api/data-operations.ts';
import { useStable } from '../parts/use-stable.ts';
import { t } from '../texts/index.ts';
import { layout, type Column } from './columns.ts';
import { cellId } from './grid-cell.tsx';
import { HeaderCell, type ColumnActions } from './grid-header.tsx';
import { actionOf, type GridAction, type Position } from './grid-keys.ts';
import { GridRow } from './grid-row.tsx';
import type { Grid as GridState } from './use-grid.ts';
import type { Rows } from './use-rows.ts';
import type { TallList } from './use-tall-virtualizer.ts';
import classes from './grid.module.css';

export const ROW_HEIGHT = 36;
const ROW_HEAD_WIDTH = 84;

interface Props {
  readonly app: string;
  readonly label: string;
  readonly columns: readonly Column[];
  readonly columnActions: ColumnActions;
  readonly rows: Rows;
  readonly list: TallList;
  readonly grid: GridState;
  readonly editorOf: (object: RestObject, column: Column) => ReactNode;
  /** Everything but moves, which the grid does itself. */
  readonly onAction: (action: GridAction, object: RestObject, column: Column) => void;
}

/** The place of the cell that an event happened in. */
function positionOf(target: EventTarget): Position | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row][data-column]') : null;
  return cell === null ? undefined : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

/** Objects as rows: the grid pattern of ARIA, with the rows of the window alone in the document. */
export function Grid({ app, label, columns, columnActions, rows, list, grid, editorOf, onAction }: Props) {
  const { width } = layout(columns, ROW_HEAD_WIDTH);
  const { active } = grid;
  const moveTo = (to: Position) => {
    grid.setActive(to);
    list.scrollTo(to.row);
    document.getElementById(cellId(to.row, to.column))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const act = (action: GridAction, at: Position) => {
    const object = rows.at(at.row);
    const column = columns[at.column];
    if (action.kind === 'move') moveTo(action.to);
    else if (object !== undefined && column !== undefined) onAction(action, object, column);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return; // a control within, or the editor of a cell
    const page = Math.max(1, Math.floor((grid.scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const action = actionOf(event, active, { rows: rows.count, columns: columns.length, page });
    if (action === undefined) return;
    event.preventDefault();
    act(action, active);
  };
  const onClick = (event: MouseEvent) => {
    const at = positionOf(event.target);
    if (at === undefined || (event.target as Element).closest('a, button, input') !== null) return;
    grid.setActive(at);
    grid.scroller.current?.focus({ preventScroll: true });
  };
  const onDoubleClick = (event: MouseEvent) => {
    const at = positionOf(event.target);
    if (at !== undefined) act({ kind: 'edit' }, at);
  };
  const open = useStable((object: RestObject) => onAction({ kind: 'open' }, object, columns[0] as Column));
  const ids = rows.loaded.map(({ objectId }) => objectId);
  const all = ids.length > 0 && ids.every((id) => grid.selected.has(id));

  return (
    <div
      ref={grid.scroller}
      className={classes.grid}
      role="grid"
      aria-label={label}
      aria-description={t.data.gridHelp}
      aria-rowcount={rows.count + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={rows.count > 0 ? cellId(active.row, active.column) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
    >
      <div className={classes.inner} role="rowgroup" style={{ height: list.height + ROW_HEIGHT, width }}>
        <div className={classes.head} role="row" aria-rowindex={1} style={{ width }}>
          <div role="columnheader" aria-colindex={1} className={`${classes.cell} ${classes.rowHead}`}>
            <Checkbox size="xs" aria-label={t.data.row.selectAll} checked={all} onChange={() => grid.select(ids, !all)} />
          </div>
          {columns.map((column, index) => (
            <HeaderCell key={column.name} column={column} index={index} actions={columnActions} />
          ))}
        </div>
        {list.virtualizer.getVirtualItems().map(({ index, start }) => {
          const object = rows.at(index);
          const isActive = index === active.row;
          return (
            <GridRow
              key={index}
              app={app}
              index={index}
              top={start - list.shift.current + ROW_HEIGHT}
              object={object}
              columns={columns}
              activeColumn={isActive ? active.column : undefined}
              editor={isActive && grid.editing && object !== undefined ? editorOf(object, columns[active.column] as Column) : undefined}
              onEditorClose={grid.endEdit}
              selected={object !== undefined && grid.selected.has(object.objectId)}
              onSelect={grid.select}
              onOpen={open}
            />
          );
        })}
      </div>
    </div>
  );
}
