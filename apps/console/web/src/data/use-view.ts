import { useMemo } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import type { Column } from './columns.ts';
import { operatorsOf, takesValue, type Filter } from './filters.ts';
import type { GridSearch } from './search.ts';

const route = getRouteApi('/inside/apps/$app/data/$className');

export interface View {
  readonly search: GridSearch;
  /** Changes parts of the view at once. */
  readonly show: (part: Partial<GridSearch>) => void;
  readonly sort: (order: string) => void;
  readonly filter: (filters: readonly Filter[]) => void;
  /** Begins a filter on a column. */
  readonly addFilter: (column: Column) => void;
  readonly unrelate: () => void;
  readonly clear: () => void;
  /** Shows the details of an object; undefined closes them. */
  readonly open: (objectId: string | undefined) => void;
}

/** The view of a class as the address has it, so that a link restores it. */
export function useView(): View {
  const search: GridSearch = route.useSearch();
  const navigate = route.useNavigate();
  return useMemo(() => viewOf(search, navigate), [search, navigate]);
}

function viewOf(search: GridSearch, navigate: ReturnType<typeof route.useNavigate>): View {
  const change = (part: Partial<GridSearch>, replace: boolean) =>
    void navigate({ search: (before: GridSearch) => ({ ...before, ...part }), replace });
  return {
    search,
    show: (part) => change(part, false),
    sort: (order) => change({ order }, false),
    filter: (filters) => change({ filters: [...filters] }, true),
    addFilter: ({ name, field }) => {
      const op = operatorsOf(field)[0];
      if (op !== undefined)
        change({ filters: [...search.filters, { field: name, op, ...(takesValue(op) ? { value: firstValue(field.type) } : {}) }] }, false);
    },
    unrelate: () => change({ related: undefined }, false),
    clear: () => change({ filters: [], related: undefined }, false),
    open: (object) => change({ object }, false),
  };
}

/** The value with which a filter begins; undefined where one has to be typed first. */
function firstValue(type: string): unknown {
  return type === 'Boolean' ? true : undefined;
}
