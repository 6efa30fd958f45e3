import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { askConfigQuestions } from '../../tools/demo/config-questions.ts';
import { askIdentityQuestions } from '../../tools/demo/identity-questions.ts';
import { printRequestTable } from '../../tools/demo/request-table.ts';
import { PATIENT } from './accounts.ts';
import { connectSdk, loadSdk } from './sdk.ts';

describe.each(MODES)('the demo, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  let told: string[];
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: PATIENT }] });
    connectSdk(Parse, parlance, { masterKey: true });
  });
  afterAll(() => parlance?.close());
  beforeEach(() => {
    told = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line));
  });
  afterEach(() => vi.restoreAllMocks());

  it('ACL-02 ACL-07 ROL-04 is told in lines that anybody understands, and leaves nothing behind', async () => {
    await askIdentityQuestions(Parse);
    await askIdentityQuestions(Parse); // on the same data
    const lines = told.join('\n');
    expect(lines.match(/Ada, by its id: "the spare key/g)).toHaveLength(2);
    expect(lines.match(/Eve, by its id: error 101, Object not found\./g)).toHaveLength(2);
    expect(lines.match(/Eve, by a query: 0 notes/g)).toHaveLength(2);
    expect(lines.match(/Eve, a friend now: "the spare key/g)).toHaveLength(2);
    expect(lines.match(/Eve, trying to change it: error 101/g)).toHaveLength(2);
    expect(lines.match(/Eve, at once: error 101/g)).toHaveLength(2);
    expect(lines.match(/Eve, of the family: "the spare key/g)).toHaveLength(2);
    expect(lines.match(/role:Demo Friends/g)?.length).toBeGreaterThanOrEqual(2); // the reason of the right
    const database = await parlance.database();
    for (const collection of ['_User', '_Role', '_Session', 'Note']) {
      expect([collection, await database.collection(collection).countDocuments()]).toEqual([collection, 0]);
    }
  });

  it('CFG-05 a parameter is read as it was set, and as it was changed', async () => {
    await askConfigQuestions(Parse);
    const lines = told.join('\n');
    expect(lines).toContain('as an app reads it: Buongiorno');
    expect(lines).toContain('after a change with the master key: Buonasera');
  });

  it('ANA-08 ends with a table of its requests, hour by hour and by verb', async () => {
    await parlance.rest('GET', '/classes/City');
    const { id: appId, keys } = parlance.app();
    await printRequestTable({ serverUrl: parlance.url, appId, masterKey: keys.master });
    const [title, head, ...hours] = told.join('\n').trim().split('\n');
    expect(title).toMatch(/^The last 24 hours, .*: [\d,]+ API requests$/);
    expect(head).toMatch(/hour \(UTC\) +all +(GET|POST)/);
    expect(hours.length).toBeGreaterThan(0);
    for (const hour of hours) expect(hour).toMatch(/^ +\d{4}-\d\d-\d\d \d\d:00( +\d+)+$/);
  });
});
