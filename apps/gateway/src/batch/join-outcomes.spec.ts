import { ParseError } from '@parlance/errors';
import { expect, it } from 'vitest';
import { joinOutcomes } from './join-outcomes.ts';

const told = (error: ParseError) => ({ ...error.toBody(), told: true });
const bytes = (text: string) => Buffer.from(text);

it('puts answers in the order of the parts, whatever order they came in', () => {
  const joined = joinOutcomes(
    [
      { kind: 'group', indexes: [0, 3], body: bytes('[{"success":{"n":1}},{"error":{"code":111,"error":"x"}}]') },
      { kind: 'error', index: 2, error: new ParseError('ObjectNotFound', 'Object not found.') },
      { kind: 'success', index: 1, status: 200, body: bytes('{"n":1.0,"t":"ä"}') },
    ],
    4,
    told,
  );
  expect(Buffer.from(joined).toString()).toBe(
    '[{"success":{"n":1}},{"success":{"n":1.0,"t":"ä"}},{"error":{"code":101,"error":"Object not found.","told":true}},{"error":{"code":111,"error":"x"}}]',
  );
});

it('gives a group that is the whole batch back as it is, and nothing as an empty array', () => {
  const body = bytes('[ 1, 2 ]');
  expect(joinOutcomes([{ kind: 'group', indexes: [0, 1], body }], 2, told)).toBe(body);
  expect(Buffer.from(joinOutcomes([], 0, told)).toString()).toBe('[]');
});
