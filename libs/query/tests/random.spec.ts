import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter, matches, parseWhere, printCondition, validateCondition, withoutOrder, type Condition } from '@parlance/query';
import { testSeed } from '@parlance/testing';
import type { ParseDictionary } from '@parlance/values';
import { randomCondition, randomObject, randomSchema, writableWhere } from './arbitraries.ts';
import { scratchDatabase } from './scratch-database.ts';

/** PARLANCE_TEST_SEED repeats a run; the seed of this one stands in the titles, and so in every report. */
const seed = testSeed();

const BATCHES = 10;
const OBJECTS = 40;
const CONDITIONS = 500;

const database = scratchDatabase(process.env['MONGODB_URL']);

describe(`with seed ${seed}`, () => {
  it.each(Array.from({ length: BATCHES }, (_, batch) => batch))(
    'finds in memory what MongoDB finds, batch %i',
    async (batch) => {
      const objects = fc
        .sample(randomObject, { seed: seed + batch, numRuns: OBJECTS })
        .map((object, n): ParseDictionary => ({ ...object, objectId: `o${String(n).padStart(2, '0')}` }));
      await database.fill(randomSchema, objects);

      const agrees = fc.asyncProperty(randomCondition, async (random) => {
        const condition = validated(random);
        if (condition === undefined) return;
        const expected = await database.idsFor(randomSchema, compileFilter(condition, randomSchema));
        const unordered = withoutOrder(condition);
        if (unordered !== condition) expect(await database.idsFor(randomSchema, compileFilter(unordered, randomSchema))).toEqual(expected);
        const found = objects.filter((object) => matches(condition, object));
        expect({ condition: printCondition(condition), objects: shown(found) }).toEqual({
          condition: printCondition(condition),
          objects: shown(objects.filter((object) => expected.includes(object['objectId'] as string))),
        });
      });
      await fc.assert(agrees, { seed: seed + batch, numRuns: CONDITIONS, endOnFailure: false });
    },
    180_000, // seconds on a machine of its own; a busy one is no reason to fail
  );

  it('reads every where back from what it is printed as, subqueries included', () => {
    fc.assert(
      fc.property(writableWhere, (where) => {
        expect(parseWhere(JSON.parse(JSON.stringify(printCondition(where))))).toEqual(where);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

/** Undefined for conditions that nobody may ask: dictionaries of fields that hold none, and words for dates that are none. */
function validated(condition: Condition): Condition | undefined {
  try {
    return validateCondition(condition, randomSchema);
  } catch (error) {
    expect(error).toMatchObject({ status: 400 });
    return undefined;
  }
}

/** Objects as a report can show them. */
function shown(objects: readonly ParseDictionary[]): string[] {
  return objects.map((object) => JSON.stringify(object));
}
