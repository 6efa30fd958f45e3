import { ERRORS, type ErrorName } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { namesExpectedIn, namesStatedIn } from './error-evidence.ts';
import { isTest, trackedFiles } from './tracked-files.ts';

const TABLE = ['libs/errors/src/table.ts', 'libs/errors/src/parse-error.spec.ts'];
const files = trackedFiles('*.ts').filter(({ path }) => !TABLE.includes(path) && !path.startsWith('tools/house/'));
const thrown = new Set(
  files.filter(({ path }) => /^(apps|libs)\/[^/]+\/src\//.test(path) && !isTest(path)).flatMap(({ source }) => [...namesStatedIn(source)]),
);
const expected = new Set(files.filter(({ path }) => isTest(path)).flatMap(({ source }) => [...namesExpectedIn(source)]));

describe('each error of the table', () => {
  const names = Object.keys(ERRORS) as ErrorName[];

  it('is thrown somewhere', () => {
    expect(names.filter((name) => !thrown.has(name))).toEqual([]);
  });

  it('is provoked by a test', () => {
    expect(names.filter((name) => !expected.has(name))).toEqual([]);
  });
});

describe('a test expects an error', () => {
  it.each<[string, ErrorName]>([
    ["expect(kind).toBe('InvalidSkip')", 'InvalidSkip'],
    ['expect(verdict).toEqual([400, 118])', 'InvalidSkip'],
    ["['a negative skip', { skip: -1 }, 118]", 'InvalidSkip'],
    ['expect(verdict).toEqual([414, 107])', 'UriTooLong'],
    ['rejects.toMatchObject({ code: 204 })', 'EmailMissing'],
    ['expect(body.code).toBe(101)', 'ObjectNotFound'],
  ])('by %s', (source, name) => {
    expect([...namesExpectedIn(source)]).toEqual([name]);
  });

  it.each([
    'expect(status).toBe(204)',
    'expect([200, 200, 201])',
    'expect(code).toBe(107)', // three names have it
    "it('refuses with 118')",
    '// answers 118',
    'expect(latitude).toBe(37.118)',
    'expect(longitude).toBe(-118)',
  ])('but not by %s', (source) => {
    expect([...namesExpectedIn(source)]).toEqual([]);
  });
});
