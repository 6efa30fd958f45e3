import { useCallback, useRef, useState, type RefObject } from 'react';
import type { Position } from './grid-keys.ts';

export interface Grid {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly active: Position;
  readonly setActive: (position: Position) => void;
  readonly editing: boolean;
  readonly edit: () => void;
  /** Ends the editing and gives the focus back to the grid. */
  readonly endEdit: () => void;
  readonly selected: ReadonlySet<string>;
  readonly select: (ids: readonly string[], on: boolean) => void;
  readonly clearSelection: () => void;
}

/** The place in the grid, the cell that is edited, and the rows that are selected. */
export function useGrid(): Grid {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Position>({ row: 0, column: 0 });
  const [editing, setEditing] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const endEdit = useCallback(() => {
    setEditing(false);
    scroller.current?.focus();
  }, []);
  const select = useCallback((ids: readonly string[], on: boolean) => {
    setSelected((before) => new Set(on ? [...before, ...ids] : [...before].filter((id) => !ids.includes(id))));
  }, []);
  return {
    scroller,
    active,
    setActive,
    editing,
    edit: () => setEditing(true),
    endEdit,
    selected,
    select,
    clearSelection: () => setSelected(new Set()),
  };
}
