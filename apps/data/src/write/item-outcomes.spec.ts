import { describe, expect, it } from 'vitest';
import { ParseError } from '@parlance/errors';
import { ItemOutcomes } from './item-outcomes.ts';

const told = (error: ParseError) => error.toBody();
const noFault = (fault: unknown): never => {
  throw fault;
};
const items = [{ place: 0 }, { place: 1 }, { place: 2 }];

describe('ItemOutcomes', () => {
  it('OBJ-42 fails the item whose step fails, and goes on with the others', () => {
    const outcomes = new ItemOutcomes(3, told, noFault);
    const kept = outcomes.map(items, ({ place }) => {
      if (place === 1) throw new ParseError('IncorrectType', 'No.');
      return place;
    });
    expect(kept).toEqual([0, 2]);
    for (const place of kept) outcomes.succeed(place, { place });
    expect(JSON.parse(JSON.stringify(outcomes))).toEqual([
      { success: { place: 0 } },
      { error: { code: 111, error: 'No.' } },
      { success: { place: 2 } },
    ]);
  });

  it('fails all that have no outcome yet', () => {
    const outcomes = new ItemOutcomes(2, told, noFault);
    outcomes.succeed(1, {});
    outcomes.failOthers(new ParseError('OperationForbidden', 'No.'));
    expect(outcomes.toJSON()).toEqual([{ error: { code: 119, error: 'No.' } }, { success: {} }]);
  });

  it('OBJ-70 fails one item by a fault of the platform, and tells the fault to whoever writes the log', () => {
    const fault = new TypeError('bug');
    const faults: unknown[] = [];
    const outcomes = new ItemOutcomes(3, told, (error) => faults.push(error));
    const kept = outcomes.map(items, ({ place }) => {
      if (place === 1) throw fault;
      return place;
    });
    for (const place of kept) outcomes.succeed(place, {});
    expect(outcomes.toJSON()).toEqual([{ success: {} }, { error: { code: 1, error: 'Internal server error.' } }, { success: {} }]);
    expect(faults).toEqual([fault]);
  });
});
