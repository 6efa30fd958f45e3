/** A place in the grid: row 0 is the first object. */
export interface Position {
  readonly row: number;
  readonly column: number;
}
export interface Bounds {
  readonly rows: number;
  readonly columns: number;
  /** Rows of a screen, for Page Up and Page Down. */
  readonly page: number;
}
interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The meaning of a key in the grid. */
export type GridAction =
  | { readonly kind: 'move'; readonly to: Position }
  | { readonly kind: 'edit' }
  | { readonly kind: 'open' }
  | { readonly kind: 'unset' }
  | { readonly kind: 'select' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'copy' };

const STEPS: Readonly<Record<string, (at: Position, bounds: Bounds) => Position>> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  PageUp: ({ row, column }, { page }) => ({ row: row - page, column }),
  PageDown: ({ row, column }, { page }) => ({ row: row + page, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
};
const FAR_STEPS: typeof STEPS = {
  ...STEPS,
  Home: () => ({ row: 0, column: 0 }),
  End: (_, { rows, columns }) => ({ row: rows - 1, column: columns - 1 }),
  ArrowUp: ({ column }) => ({ row: 0, column }),
  ArrowDown: ({ column }, { rows }) => ({ row: rows - 1, column }),
};
const OTHERS: Readonly<Record<string, GridAction>> = {
  Enter: { kind: 'edit' },
  F2: { kind: 'edit' },
  Delete: { kind: 'unset' },
  Backspace: { kind: 'unset' },
  ' ': { kind: 'select' },
};
const WITH_CONTROL: Readonly<Record<string, GridAction>> = { z: { kind: 'undo' }, c: { kind: 'copy' } };

const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));

/** The action of a key press, as the grid pattern of ARIA has it; undefined for keys that are not the grid's. */
export function actionOf(pressed: Pressed, at: Position, bounds: Bounds): GridAction | undefined {
  const control = pressed.ctrlKey || pressed.metaKey;
  if (pressed.altKey) return undefined;
  const step = (control ? FAR_STEPS : STEPS)[pressed.key];
  if (step !== undefined) {
    const to = step(at, bounds);
    return { kind: 'move', to: { row: within(to.row, bounds.rows), column: within(to.column, bounds.columns) } };
  }
  if (pressed.key === 'Enter' && pressed.shiftKey) return { kind: 'open' };
  return (control ? WITH_CONTROL : OTHERS)[pressed.key];
}
