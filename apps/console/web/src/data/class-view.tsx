import { useDeferredValue, useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import type { ClassFacts } from '../api/data-operations.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { ClassDialogs, type OpenDialog } from './class-dialogs.tsx';
import { ClassToolbar } from './class-toolbar.tsx';
import { columnsOf, type Column } from './columns.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { BrowsingAs } from './browse-as.tsx';
import { CellEditor } from './editors/cell-editor.tsx';
import { FilterBar } from './filter-bar.tsx';
import { whereOf } from './filters.ts';
import { Grid, ROW_HEIGHT } from './grid.tsx';
import type { ColumnActions } from './grid-header.tsx';
import { ObjectDrawer } from './object-drawer.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useCellActions } from './use-cell-actions.ts';
import { useEdits } from './use-edits.ts';
import { useGrid } from './use-grid.ts';
import { useRowCount, useRows, type Listing } from './use-rows.ts';
import { useTallVirtualizer } from './use-tall-virtualizer.ts';
import { useView } from './use-view.ts';

/** Rows from the first to the last one of the window; some, before the window is measured. */
const FIRST_LOOK = 30;

/** One class: tools, filters, the grid, and the dialogs over it. */
export function ClassView({ app, facts }: { app: string; facts: ClassFacts }) {
  const { className, fields } = facts;
  const view = useView();
  const { as } = view.search;
  const mayWrite = useMay()('data:write') && as === undefined;
  const [dialog, setDialog] = useState<OpenDialog>();
  const { hidden } = view.search;
  const all = useMemo(() => columnsOf(fields), [fields]);
  const columns = useMemo(() => all.filter(({ name }) => !hidden.includes(name)), [all, hidden]);
  const search = useDeferredValue(view.search);
  const listing = useMemo<Listing>(
    () => ({ app, className, order: search.order, as: search.as, where: whereOf(search.filters, fields, search.related) }),
    [app, className, fields, search],
  );

  const grid = useGrid();
  const { count, error } = useRowCount(listing);
  const list = useTallVirtualizer({ count: count ?? 0, rowHeight: ROW_HEIGHT, scroller: grid.scroller });
  const items = list.virtualizer.getVirtualItems();
  const rows = useRows(listing, count ?? 0, items[0]?.index ?? 0, items.at(-1)?.index ?? FIRST_LOOK);
  const edits = useEdits(app, className);
  const act = useCellActions({ grid, edits, mayWrite, open: view.open });

  const columnActions = useMemo<ColumnActions>(
    () => ({
      order: view.search.order,
      onSort: view.sort,
      onFilter: view.addFilter,
      onHide: ({ name }) => view.show({ hidden: [...hidden, name] }),
      ...(mayWrite ? { onDrop: ({ name }: Column) => setDialog({ kind: 'drop-column', field: name }) } : {}),
    }),
    [view, hidden, mayWrite],
  );

  const editorOf = (object: (typeof rows.loaded)[number], column: Column) => (
    <CellEditor
      app={app}
      className={className}
      object={object}
      column={column}
      mayWrite={mayWrite}
      onClose={grid.endEdit}
      onSave={(value) => {
        grid.endEdit();
        void edits.save({ objectId: object.objectId, values: { [column.name]: value } });
      }}
    />
  );
  return (
    <>
      <ClassToolbar
        app={app}
        className={className}
        count={count}
        mayWrite={mayWrite}
        view={view}
        onOpen={setDialog}
        onUndo={() => void edits.undo()}
      />
      {as !== undefined && <BrowsingAs user={as} onEnd={() => view.show({ as: undefined })} />}
      <FilterBar
        columns={all}
        filters={view.search.filters}
        related={view.search.related}
        onChange={view.filter}
        onUnrelate={view.unrelate}
      />
      <SelectionBar app={app} className={className} columns={all} grid={grid} edits={edits} mayWrite={mayWrite} />
      {error !== null && <Failure error={error} />}
      {count === undefined && error === null && <Loading />}
      {count === 0 && (
        <NoRows
          filtered={listing.where !== undefined}
          mayWrite={mayWrite}
          onClear={view.clear}
          onAdd={() => setDialog({ kind: 'add-row' })}
        />
      )}
      {count !== undefined && count > 0 && (
        <Grid
          app={app}
          label={t.data.grid(className)}
          columns={columns}
          columnActions={columnActions}
          rows={rows}
          list={list}
          grid={grid}
          editorOf={editorOf}
          onAction={act}
        />
      )}
      <ClassDialogs
        app={app}
        facts={facts}
        query={{ className, fields, ...view.search }}
        view={view}
        where={listing.where}
        count={count}
        dialog={dialog}
        onClose={() => setDialog(undefined)}
      />
      {edits.conflict !== undefined && <ConflictDialog conflict={edits.conflict} onSettle={(choice) => void edits.settle(choice)} />}
      {view.search.object !== undefined && (
        <ObjectDrawer app={app} className={className} objectId={view.search.object} edits={edits} onClose={() => view.open(undefined)} />
      )}
    </>
  );
}

function NoRows({ filtered, mayWrite, onClear, onAdd }: { filtered: boolean; mayWrite: boolean; onClear: () => void; onAdd: () => void }) {
  if (filtered) {
    return (
      <Empty title={t.data.noMatches} next={t.data.noMatchesNext}>
        <Button variant="default" onClick={onClear}>
          {t.data.filter.clear}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title={t.data.noRows} next={t.data.noRowsNext}>
      {mayWrite && <Button onClick={onAdd}>{t.data.row.add}</Button>}
    </Empty>
  );
}
