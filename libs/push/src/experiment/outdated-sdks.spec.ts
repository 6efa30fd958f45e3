import { describe, expect, it } from 'vitest';
import { parseWhere } from '@parlance/query';
import { olderThan, outdatedSdks } from './outdated-sdks.ts';

describe('EXP-16 SDKs that are older than experiments', () => {
  it.each([
    [
      [1, 2, 13],
      ['0.9', '1', '1.0', '1.1.99', '1.2', '1.2.0', '1.2.9', '1.2.12', '1.2.12.1'],
      ['1.2.13', '1.2.130', '1.3', '1.19.4', '2', '10.0'],
    ],
    [
      [1, 4, 0],
      ['0', '1', '1.3', '1.3.9'],
      ['1.4', '1.4.0', '1.14', '1.25.1', '4.2.0'],
    ],
    [
      [2, 0, 1],
      ['1.9', '2', '2.0', '2.0.0'],
      ['2.0.1', '2.0.10', '2.1', '3'],
    ],
  ] as const)('are told from those of %j and later', (version, older, others) => {
    const pattern = new RegExp(olderThan(version));
    expect(older.filter((text) => !pattern.test(text))).toEqual([]);
    expect([...others, 'js1.0.0', '', 'unknown'].filter((text) => pattern.test(text))).toEqual([]);
  });

  it('are found by a query that pushes may have', () => {
    expect(() => parseWhere(outdatedSdks())).not.toThrow();
  });
});
