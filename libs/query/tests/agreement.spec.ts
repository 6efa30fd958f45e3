import { beforeAll, describe, expect, it } from 'vitest';
import { compileFilter, matches, printCondition, validateCondition } from '@parlance/query';
import { decodeDocument } from '@parlance/values';
import { CORPUS } from './corpus/index.ts';
import { plainWhere } from './plain-where.ts';
import { scratchDatabase, storedForm } from './scratch-database.ts';

const database = scratchDatabase(process.env['MONGODB_URL']);

describe.each(CORPUS.map((family) => ({ name: family.schema.className, family })))('$name', ({ family }) => {
  const { schema, objects, cases } = family;
  beforeAll(() => database.fill(schema, objects));

  it.each(cases)('$title', async ({ where, ids, filter }) => {
    const condition = validateCondition(plainWhere(where), schema);
    expect(compileFilter(condition, schema)).toEqual(filter);
    expect(await database.idsFor(schema, filter)).toEqual(ids);
    expect(objects.filter((object) => matches(condition, object)).map((object) => object['objectId'])).toEqual(
      objects.map((object) => object['objectId']).filter((id) => ids.includes(id as string)),
    );
  });

  it('prints every condition as a where that means the same', () => {
    for (const { where } of cases) {
      const condition = plainWhere(where);
      expect(plainWhere(JSON.parse(JSON.stringify(printCondition(condition))))).toEqual(condition);
    }
  });

  it('QRY-55 gives the same whatever the order of keys', async () => {
    for (const { where, ids } of cases) {
      const reversed = Object.fromEntries(Object.entries(where).reverse());
      expect(await database.idsFor(schema, compileFilter(validateCondition(plainWhere(reversed), schema), schema))).toEqual(ids);
    }
  });

  it('matches stored documents, read back, as it matches the objects', () => {
    for (const { where } of cases) {
      const condition = validateCondition(plainWhere(where), schema);
      for (const object of objects) {
        if (object['team'] === null) continue; // a null pointer is not shown, and so not decoded
        const document = decodeDocument(storedForm(object, schema), schema);
        expect(matches(condition, document), JSON.stringify({ where, object })).toBe(matches(condition, { ...document, ...object }));
      }
    }
  });
});
