import { describe, expect, it } from 'vitest';
import { needsServers, select, SUITES } from './stages.ts';

describe('select', () => {
  it('takes everything without a word', () => {
    expect(select([])).toEqual({ checks: ['format', 'lint', 'types'], build: true, suites: SUITES, filters: [] });
  });

  it('takes the named suites, in the order of the run, and the filters behind them', () => {
    expect(select(['e2e', 'unit', 'libs/query', '-t', 'OBJ-07'])).toEqual({
      checks: [],
      build: true,
      suites: ['unit', 'e2e'],
      filters: ['libs/query', '-t', 'OBJ-07'],
    });
  });

  it('takes lint, types, unit and contract tests for "quick", and what is named beside it', () => {
    expect(select(['quick'])).toEqual({ checks: ['lint', 'types'], build: true, suites: ['unit', 'contract'], filters: [] });
    expect(select(['quick', 'format', 'apps/auth'])).toMatchObject({ checks: ['format', 'lint', 'types'], filters: ['apps/auth'] });
  });

  it('narrows every suite by a filter alone, without the checks', () => {
    expect(select(['libs/query'])).toMatchObject({ checks: [], suites: SUITES, filters: ['libs/query'] });
  });

  it('needs neither servers nor a build for unit tests and checks', () => {
    expect(select(['unit'])).toMatchObject({ build: false, suites: ['unit'] });
    expect(select(['lint'])).toEqual({ checks: ['lint'], build: false, suites: [], filters: [] });
    expect(needsServers(['unit'])).toBe(false);
    expect(needsServers(['unit', 'faults'])).toBe(true);
  });
});
