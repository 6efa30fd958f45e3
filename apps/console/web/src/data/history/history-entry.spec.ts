import { describe, expect, it } from 'vitest';
import { fieldChangesOf, restoringEdit } from './history-entry.ts';

const changes = fieldChangesOf({
  changes: [
    { name: 'request', after: { changes: {} } },
    { name: 'object.score', before: 1, after: 2, isWhole: true },
    { name: 'object.nick', after: 'A', isWhole: true },
    { name: 'object.text', before: 'x… (2000 characters)', after: 'y', isWhole: false },
    { name: 'object.old', before: 'of an entry that does not say', after: 'y' },
    { name: 'object.updatedAt', before: 'a', after: 'b', isWhole: true },
  ],
});

describe('the history of an object', () => {
  it('DAT-12 has the fields of the object alone', () => {
    expect(changes.map(({ field }) => field)).toEqual(['score', 'nick', 'text', 'old', 'updatedAt']);
  });

  it('restores values that are whole, and unsets a field that was not set', () => {
    expect(restoringEdit('a', changes)).toEqual({ objectId: 'a', values: { score: 1, nick: undefined } });
  });

  it('restores nothing where the audit holds parts of values alone', () => {
    expect(
      restoringEdit(
        'a',
        changes.filter(({ isWhole }) => !isWhole),
      ),
    ).toBeUndefined();
  });
});
