import { describe, expect, it } from 'vitest';
import { Floods } from './floods.ts';
import { FLOOD_BYTES_PER_SECOND, LOG_BYTES_PER_SECOND, LOG_LINES_PER_SECOND, MESSAGES_PER_SECOND_MAX } from './limits.ts';

const SECOND_MS = 1_000;

describe('the budget of a process', () => {
  it('takes so many messages within a second, and as many in the next', () => {
    const floods = new Floods();
    for (let count = 1; count < MESSAGES_PER_SECOND_MAX; count++) floods.tooMany(1);
    expect(floods.tooMany(1)).toBe(false);
    expect(floods.tooMany(1)).toBe(true);
    expect(floods.tooMany(1 + SECOND_MS)).toBe(false);
  });

  it('keeps so many lines, and drops the others', () => {
    const floods = new Floods();
    floods.tooMany(0);
    for (let count = 0; count < LOG_LINES_PER_SECOND; count++) expect(floods.admit(1)).toBe('keep');
    expect(floods.admit(1)).toBe('drop');
  });

  it('keeps so many bytes of lines, drops the others, and ends a process that goes on', () => {
    const floods = new Floods();
    floods.tooMany(0);
    expect(floods.admit(LOG_BYTES_PER_SECOND)).toBe('keep');
    expect(floods.admit(1)).toBe('drop');
    expect(floods.admit(FLOOD_BYTES_PER_SECOND - LOG_BYTES_PER_SECOND - 1)).toBe('drop');
    expect(floods.admit(1)).toBe('kill');
    floods.tooMany(SECOND_MS);
    expect(floods.admit(1)).toBe('keep');
  });
});
