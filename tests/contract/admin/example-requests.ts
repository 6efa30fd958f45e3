import type { AnyAdminOperation } from '@parlance/admin-operations';
import type { z } from 'zod';
import { membersOf, type Member } from '../../../tools/cli/members.ts';

/** Values of members, the plainest first: the first one that the schema takes stands in the request. */
const CANDIDATES: readonly unknown[] = [
  'alpha',
  'beta',
  'B',
  1,
  60,
  true,
  '0123456789abcdef01234567',
  '2030-01-01T00:00:00.000Z',
  'a@example.com',
  'https://example.com/a',
  ['alpha'],
  { event: 'bought' },
  { a: 1 },
  [{ className: 'Note' }],
  [{ event: 'searched' }, { event: 'bought' }],
  [{ field: 'a', direction: '1' }],
];

/** A request that fits: its required members, and a role where rights are given. @throws Error that names the member without an example */
export function exampleRequest(operation: AnyAdminOperation): Readonly<Record<string, unknown>> {
  const shape = operation.request.shape as Readonly<Record<string, z.ZodType>>;
  const needed = membersOf(operation).filter(({ required, name }) => required || name === 'app');
  const request = Object.fromEntries(needed.map((member) => [member.name, exampleOf(operation, member, shape[member.name])]));
  const read = operation.request.safeParse(request);
  if (!read.success) throw new Error(`${operation.area}.${operation.name} takes no example: ${read.error.message}`);
  return request;
}

function exampleOf({ area, name }: AnyAdminOperation, member: Member, schema: z.ZodType | undefined): unknown {
  const found = [...member.choices, ...CANDIDATES].find((candidate) => schema?.safeParse(candidate).success === true);
  if (found === undefined) throw new Error(`${area}.${name}: there is no example of ${member.name}.`);
  return found;
}

/** The same as options of the command line. */
export function asOptions(operation: AnyAdminOperation, request: Readonly<Record<string, unknown>>): readonly string[] {
  return membersOf(operation).flatMap(({ name, flag, kind }) => {
    const value = request[name];
    if (value === undefined || name === 'confirm') return [];
    if (kind === 'switch') return [value === true ? `--${flag}` : `--no-${flag}`];
    const text = kind === 'list' ? (value as readonly string[]).join(',') : typeof value === 'string' ? value : JSON.stringify(value);
    return [`--${flag}`, text];
  });
}
