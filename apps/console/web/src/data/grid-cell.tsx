import { memo, type ReactNode } from 'react';
import { Popover } from '@mantine/core';
import type { Column } from './columns.ts';
import { FilePreview } from './files/file-preview.tsx';
import { PointerLink } from './pointer-link.tsx';
import { isTyped, show } from './values.ts';
import classes from './grid.module.css';

export const cellId = (row: number, column: number): string => `cell-${row}-${column}`;

interface Props {
  readonly app: string;
  readonly row: number;
  readonly index: number;
  readonly column: Column;
  readonly value: unknown;
  readonly active: boolean;
  /** The editor of this cell, while it is open. */
  readonly editor?: ReactNode;
  readonly onEditorClose: () => void;
}

function Content({ app, column, value, text }: Pick<Props, 'app' | 'column' | 'value'> & { readonly text: string }) {
  if (column.field.type === 'Pointer' && isTyped(value, 'Pointer')) {
    const { className, objectId } = value as unknown as { className: string; objectId: string };
    return <PointerLink app={app} className={className} objectId={objectId} />;
  }
  if (column.field.type === 'File' && isTyped(value, 'File') && typeof value.name === 'string') {
    return (
      <>
        <FilePreview app={app} name={value.name} height={26} /> {text}
      </>
    );
  }
  return text;
}

/** Types whose editors need room. */
const WIDE: readonly string[] = ['Object', 'Array', 'Polygon', 'GeoPoint'];

/** One value of one object; the editor hangs below it while it is open. */
export const Cell = memo(function Cell(props: Props) {
  const { row, index, column, value, active, editor, onEditorClose } = props;
  const { kind, text, hint } = show(value, column.field);
  // The target of the editor is within the cell, whose id the grid needs: Mantine gives targets an id of their own.
  return (
    <div
      id={cellId(row, index)}
      role="gridcell"
      aria-colindex={index + 2}
      className={classes.cell}
      style={{ width: column.width }}
      title={hint}
      data-row={row}
      data-column={index}
      data-field={column.name}
      data-kind={kind}
      data-type={column.field.type}
      data-active={active}
      data-editing={editor !== undefined}
    >
      {editor === undefined ? (
        <Content {...props} text={text} />
      ) : (
        <Popover
          opened
          withRoles={false}
          trapFocus
          position="bottom-start"
          shadow="md"
          width={WIDE.includes(column.field.type) ? 470 : 340}
          onDismiss={onEditorClose}
          transitionProps={{ duration: 0 }}
        >
          <Popover.Target>
            <span>
              <Content {...props} text={text} />
            </span>
          </Popover.Target>
          <Popover.Dropdown role="dialog" aria-label={column.name} maw="calc(100vw - 24px)">
            {editor}
          </Popover.Dropdown>
        </Popover>
      )}
    </div>
  );
});
