import { describe, expect, it } from 'vitest';
import { actionOf } from './grid-keys.ts';

const bounds = { rows: 1_000_000, columns: 12, page: 20 };
const press = (keys: string) => {
  const parts = keys.split(' ');
  const has = (name: string) => parts.includes(name);
  return {
    key: parts.at(-1) === 'Space' ? ' ' : (parts.at(-1) ?? ''),
    ctrlKey: has('Ctrl'),
    metaKey: has('Meta'),
    shiftKey: has('Shift'),
    altKey: has('Alt'),
  };
};
const from = { row: 50, column: 3 };

describe('keys of the grid', () => {
  it.each([
    ['ArrowUp', { row: 49, column: 3 }],
    ['ArrowDown', { row: 51, column: 3 }],
    ['ArrowLeft', { row: 50, column: 2 }],
    ['ArrowRight', { row: 50, column: 4 }],
    ['PageUp', { row: 30, column: 3 }],
    ['PageDown', { row: 70, column: 3 }],
    ['Home', { row: 50, column: 0 }],
    ['End', { row: 50, column: 11 }],
    ['Ctrl Home', { row: 0, column: 0 }],
    ['Ctrl End', { row: 999_999, column: 11 }],
    ['Meta ArrowDown', { row: 999_999, column: 3 }],
  ])('%s moves to %j', (keys, to) => {
    expect(actionOf(press(keys), from, bounds)).toEqual({ kind: 'move', to });
  });

  it('stays within the rows', () => {
    expect(actionOf(press('PageUp'), { row: 3, column: 0 }, bounds)).toEqual({ kind: 'move', to: { row: 0, column: 0 } });
    expect(actionOf(press('ArrowRight'), { row: 3, column: 11 }, bounds)).toEqual({ kind: 'move', to: { row: 3, column: 11 } });
  });

  it.each([
    ['Enter', 'edit'],
    ['F2', 'edit'],
    ['Shift Enter', 'open'],
    ['Delete', 'unset'],
    ['Space', 'select'],
    ['Ctrl z', 'undo'],
    ['Meta z', 'undo'],
    ['Ctrl c', 'copy'],
  ])('DAT-03 %s means %s', (keys, kind) => {
    expect(actionOf(press(keys), from, bounds)).toEqual({ kind });
  });

  it.each(['Tab', 'a', 'Ctrl k', 'Alt ArrowLeft', 'Escape'])('leaves %s to the page', (keys) => {
    expect(actionOf(press(keys), from, bounds)).toBeUndefined();
  });
});
