import { memo } from 'react';
import { Menu, UnstyledButton } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import { SORTABLE, type Column } from './columns.ts';
import { operatorsOf } from './filters.ts';
import { FIXED_FIELDS } from './values.ts';
import classes from './grid.module.css';

/** The things that the head of a column offers. */
export interface ColumnActions {
  readonly order: string;
  readonly onSort: (order: string) => void;
  readonly onFilter: (column: Column) => void;
  readonly onHide: (column: Column) => void;
  /** Absent for administrators who may not change classes. */
  readonly onDrop?: (column: Column) => void;
}

const directionOf = (order: string, name: string): 'ascending' | 'descending' | undefined =>
  order === name ? 'ascending' : order === `-${name}` ? 'descending' : undefined;

const isDroppable = ({ name }: Column): boolean => !FIXED_FIELDS.includes(name) && name !== 'ACL';

/** The head of a column: name, type, order, and a menu of the things to do with it. */
export const HeaderCell = memo(function HeaderCell({ column, index, actions }: { column: Column; index: number; actions: ColumnActions }) {
  const { name, field, width } = column;
  const direction = directionOf(actions.order, name);
  const type = field.targetClass === undefined ? field.type : `${field.type} ${field.targetClass}`;
  const canSort = SORTABLE.has(field.type);
  return (
    <div role="columnheader" aria-colindex={index + 2} aria-sort={direction ?? 'none'} className={classes.cell} style={{ width }}>
      <Menu position="bottom-start">
        <Menu.Target>
          <UnstyledButton className={classes.headButton}>
            <span className={classes.headName}>{name}</span>
            <span className={classes.headType}>{type}</span>
            {direction !== undefined && <Icon name={direction === 'ascending' ? 'up' : 'down'} size={12} />}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {canSort && (
            <>
              <Menu.Item leftSection={<Icon name="up" />} onClick={() => actions.onSort(name)}>
                {t.data.sort.ascending}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="down" />} onClick={() => actions.onSort(`-${name}`)}>
                {t.data.sort.descending}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            leftSection={<Icon name="filter" />}
            disabled={operatorsOf(field).length === 0}
            onClick={() => actions.onFilter(column)}
          >
            {t.data.column.filter}
          </Menu.Item>
          {name !== 'objectId' && <Menu.Item onClick={() => actions.onHide(column)}>{t.dataMore.views.hide}</Menu.Item>}
          {actions.onDrop !== undefined && isDroppable(column) && (
            <Menu.Item color="red" leftSection={<Icon name="trash" />} onClick={() => actions.onDrop?.(column)}>
              {t.data.column.drop}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
});
