import { ObjectId } from '@parlance/mongo';
import { describe, expect, it } from 'vitest';
import { askedLines, shownLine } from './asked-lines.ts';

const NOW = Date.UTC(2027, 0, 8);
const asked = (parameters: Record<string, unknown>) => askedLines('one', parameters, NOW);

describe('lines of the log', () => {
  it('are the last ten of a week, informative ones and more serious ones, unless somebody asks for others', () => {
    expect(asked({})).toMatchObject({ from: new Date(NOW - 7 * 86_400_000), until: new Date(NOW), limit: 10, order: 'desc', rankMax: 2 });
    const from = '2027-01-02T00:00:00.000Z';
    expect(asked({ from, until: from, size: '5', n: '3', order: 'asc', level: 'error', functionName: 'f', requestId: 'r' })).toMatchObject({
      from: new Date(from),
      until: new Date(from),
      limit: 3,
      order: 'asc',
      rankMax: 0,
      part: 'f',
      requestId: 'r',
    });
  });

  it.each([{ size: 'many' }, { size: -1 }, { from: 'someday', level: 'loud', order: 'up' }])('go by the defaults for %j', (parameters) => {
    expect(asked(parameters)).toEqual(asked({}));
  });

  it('are a thousand at most', () => {
    expect(asked({ size: 1e9 }).limit).toBe(1_000);
  });

  it('are shown as at Parse Server, with the function or trigger that they belong to', () => {
    const line = { _id: new ObjectId(), a: 'one', at: new Date(NOW), goesAt: new Date(NOW), rank: 1, text: 'hm' };
    const shown = { level: 'warn', message: 'hm', timestamp: '2027-01-08T00:00:00.000Z' };
    expect(shownLine(line)).toEqual(shown);
    expect(shownLine({ ...line, part: { kind: 'trigger', name: 'afterSave Review' }, requestId: 'r' })).toEqual({
      ...shown,
      triggerType: 'afterSave',
      className: 'Review',
      requestId: 'r',
    });
    expect(shownLine({ ...line, part: { kind: 'job', name: 'nightly' }, jobId: 'j' })).toEqual({
      ...shown,
      jobName: 'nightly',
      jobId: 'j',
    });
  });
});
