import { ADMIN_OPERATIONS } from '@parlance/admin-operations';
import { expect, it } from 'vitest';
import { HANDLERS } from './handlers.ts';

const nameOf = ({ area, name }: { readonly area: string; readonly name: string }): string => `${area}.${name}`;

it('every operation of the table has one handler, and no handler is of another operation', () => {
  const handled = HANDLERS.map(({ operation }) => nameOf(operation)).sort();
  expect(handled).toEqual(ADMIN_OPERATIONS.map(nameOf).sort());
});
