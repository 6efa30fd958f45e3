import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

type Answer = ReturnType<typeof JSON.parse>;

describe('administration of parameters', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start('split', [{ id: 'shop' }, { id: 'empty' }]);
  });
  afterAll(() => deployment?.close());

  const ask = (operation: string, request: object = {}, token?: string) =>
    deployment.ask(`parameters.${operation}`, { app: 'shop', ...request }, token === undefined ? {} : { token });
  const done = async (operation: string, request: object = {}, token?: string): Promise<Answer> => {
    const { body, error } = await ask(operation, request, token);
    expect([operation, error === undefined ? undefined : body]).toEqual([operation, undefined]);
    return body;
  };
  const refused = async (operation: string, request: object = {}, token?: string) => {
    const { body, error } = await ask(operation, request, token);
    return [error, body.error];
  };
  const clientReads = async (): Promise<Answer> => {
    const { body } = await deployment.parlance.rest('GET', '/config', undefined, { app: deployment.parlance.app('shop') });
    return body['params'];
  };
  const audited = async (limit: number): Promise<Answer[]> => (await deployment.ask('audit.query', { app: 'shop', limit })).body.entries;

  it('CFG-01 an app without parameters has an empty list, with the limits', async () => {
    const { body } = await deployment.ask('parameters.list', { app: 'empty' });
    expect(body).toEqual({ version: 0, parameters: [], bytes: 0, bytesMax: 131_072, parametersMax: 100 });
  });

  it('CFG-02 CFG-10 sets parameters of every type, with their flags, and lists them with their types', async () => {
    const params = {
      text: 'Hello',
      number: 1.5,
      flag: true,
      date: { __type: 'Date', iso: '2026-11-30T10:00:00.000Z' },
      file: { __type: 'File', name: 'a.txt' },
      place: { __type: 'GeoPoint', latitude: 52.5, longitude: 13.4 },
      list: [1, 'a'],
      members: { a: { b: 1 } },
    };
    const state = await done('change', { params, masterKeyOnly: { members: true } });
    const typed = state.parameters.map(({ name, type, masterKeyOnly }: Answer) => [name, type, masterKeyOnly]);
    expect(typed).toEqual([
      ['date', 'Date', false],
      ['file', 'File', false],
      ['flag', 'Boolean', false],
      ['list', 'Array', false],
      ['members', 'Object', true],
      ['number', 'Number', false],
      ['place', 'GeoPoint', false],
      ['text', 'String', false],
    ]);
    expect(state.bytes).toBeGreaterThan(100);
    expect(await done('list')).toEqual(state);
    const { members: _hidden, file: _file, ...shown } = params;
    await expect.poll(clientReads, { timeout: 5_000 }).toEqual({ ...shown, file: { ...params.file, url: expect.any(String) as string } });
  });

  it('CFG-16 SEC-39 records the author by name in the history and once in the audit, where hidden values are not told', async () => {
    const { administrator } = (await deployment.ask('administrators.create', { name: 'Grace', email: 'g@example.com', role: 'developer' }))
      .body;
    const made = await deployment.ask('tokens.create', { name: 'of Grace', administrator: administrator.id, role: 'developer' });
    const { secret } = made.body;
    await done('change', { params: { text: 'Hi', hidden: 'xx-hush' }, masterKeyOnly: { hidden: true } }, secret);
    const { changes } = await done('history', { limit: 1 });
    expect(changes[0].author).toMatchObject({ name: 'Grace: of Grace' });
    expect(changes[0].changes).toMatchObject([
      { name: 'text', before: { value: 'Hello' }, after: { value: 'Hi' } },
      { name: 'hidden', after: { value: 'xx-hush', masterKeyOnly: true } },
    ]);
    const [entry] = await audited(1);
    expect(entry).toMatchObject({
      action: 'parameters.change',
      outcome: 'done',
      author: { name: 'Grace: of Grace' },
      text: 'Changed parameters of the app shop: text, hidden.',
    });
    expect(entry.changes).toContainEqual({
      name: 'parameter text',
      before: { value: 'Hello', masterKeyOnly: false, conditions: [] },
      after: { value: 'Hi', masterKeyOnly: false, conditions: [] },
    });
    expect(JSON.stringify(entry)).not.toContain('xx-hush');
  });

  it('a change of somebody else is told and not overwritten', async () => {
    const { version } = await done('list');
    const after = await done('change', { params: { text: 'first' }, ifVersion: version });
    expect(after.version).toBe(version + 1);
    const late = await refused('change', { params: { text: 'second' }, ifVersion: version });
    expect(late).toEqual(['142', expect.stringMatching(/^Somebody has changed the parameters meanwhile/)]);
    expect((await refused('remove', { name: 'text', ifVersion: version }))[0]).toBe('142');
    expect((await refused('roll-back', { version: 1, ifVersion: version }))[0]).toBe('142');
    expect((await done('list')).parameters.find(({ name }: Answer) => name === 'text').value).toBe('first');
  });

  it('CFG-03 CFG-04 CFG-09 refuses what the limits and the rules of names and values forbid, as the service says it', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`p${at}`, at]));
    expect(await refused('change', { params: many })).toEqual(['116', 'An app has at most 100 parameters.']);
    expect((await refused('change', { params: { big: 'x'.repeat(131_073) } }))[0]).toBe('116');
    expect((await refused('change', { params: { '1st': 1 } }))[0]).toBe('105');
    expect((await refused('change', { params: { o: { 'a.b': 1 } } }))[0]).toBe('121');
    expect((await refused('change', { params: { p: { __type: 'Pointer', className: 'A', objectId: 'b' } } }))[0]).toBe('111');
    expect(await refused('change', { params: { text: { __op: 'Delete' } } })).toEqual([
      '142',
      expect.stringContaining('parameters.remove'),
    ]);
    expect((await refused('change', { conditions: { text: [{ name: 'x', when: {}, value: 1 }] } }))[0]).toBe('107');
  });

  it('conditions are set in their order, and a preview tells the value of an installation and the reason', async () => {
    await deployment.parlance.rest(
      'POST',
      '/installations',
      { installationId: 'one', deviceType: 'ios', localeIdentifier: 'de-DE' },
      { app: deployment.parlance.app('shop') },
    );
    const conditions = [
      { name: 'android', when: { deviceType: ['android'] }, value: 'A' },
      { name: 'german', when: { localeIdentifier: ['de'] }, value: 'D' },
    ];
    const state = await done('change', { conditions: { text: conditions } });
    expect(state.parameters.find(({ name }: Answer) => name === 'text').conditions).toEqual(conditions);
    const { values } = await done('preview', { installationId: 'one' });
    expect(values.find(({ name }: Answer) => name === 'text')).toEqual({
      name: 'text',
      value: 'D',
      masterKeyOnly: false,
      condition: 'german',
      checked: [
        { condition: 'android', holds: false, because: expect.any(String) as string },
        { condition: 'german', holds: true },
      ],
    });
    expect((await done('preview', {})).values.find(({ name }: Answer) => name === 'text').value).toBe('first');
    expect((await done('change', { conditions: { text: [] } })).parameters.every(({ conditions: kept }: Answer) => kept.length === 0)).toBe(
      true,
    );
  });

  it('CFG-06 removes a parameter, shows the version before, and goes back to it', async () => {
    const { version } = await done('list');
    const gone = await done('remove', { name: 'text' });
    expect(gone.parameters.some(({ name }: Answer) => name === 'text')).toBe(false);
    expect(await refused('remove', { name: 'text' })).toEqual(['101', 'There is no parameter text.']);
    const before = await done('version', { version });
    expect([before.change.version, before.parameters.some(({ name }: Answer) => name === 'text')]).toEqual([version, true]);
    const back = await done('roll-back', { version });
    expect(back.parameters).toEqual(before.parameters);
    expect((await done('history', { limit: 1 })).changes[0]).toMatchObject({ rolledBackTo: version, version: version + 2 });
    expect((await refused('roll-back', { version: 999 }))[0]).toBe('101');
    const entries = await audited(4);
    expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['parameters.roll-back', 'failed'],
      ['parameters.roll-back', 'done'],
      ['parameters.remove', 'failed'],
      ['parameters.remove', 'done'],
    ]);
  });

  it('tells the history in pages, newest first', async () => {
    const seen: number[] = [];
    for (let before: number | undefined; ;) {
      const page = await done('history', { limit: 3, ...(before === undefined ? {} : { before }) });
      seen.push(...page.changes.map(({ version }: Answer) => version));
      if (page.next === undefined) break;
      before = page.next;
    }
    expect(seen).toEqual(seen.toSorted((one, other) => other - one));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen[0]).toBe((await done('list')).version);
  });

  it('an experiment is drafted, started, reported, rolled out; a draft can be deleted', async () => {
    await done('change', { params: { text: 'plain' } });
    const experiment = {
      name: 'Loud',
      variants: [{ values: { text: 'plain' } }, { name: 'loud', values: { text: 'LOUD' } }],
      measure: { event: 'purchase' },
    };
    const { experiment: draft } = await done('create-experiment', { experiment });
    expect(draft).toMatchObject({ state: 'draft', parameters: ['text'], sizePercent: 100 });
    const experimentId = draft.objectId;
    expect((await done('start-experiment', { experimentId })).experiment.state).toBe('running');
    expect((await refused('delete-experiment', { experimentId }))[0]).toBe('119');
    expect(await done('experiment-report', { experimentId })).toMatchObject({
      groups: [
        { key: 'A', exposed: 0, converted: 0 },
        { key: 'B', name: 'loud' },
      ],
      reason: 'too-few-installations',
      unsaved: 0,
    });
    const { values } = await done('preview', { installationId: 'one' });
    expect(values.find(({ name }: Answer) => name === 'text').experiment).toMatchObject({ objectId: experimentId, name: 'Loud' });
    expect((await done('stop-experiment', { experimentId })).experiment.state).toBe('stopped');
    expect((await done('roll-out-experiment', { experimentId, choice: 'B' })).experiment).toMatchObject({ state: 'decided', choice: 'B' });
    expect((await done('list')).parameters.find(({ name }: Answer) => name === 'text').value).toBe('LOUD');
    const second = (await done('create-experiment', { experiment })).experiment.objectId;
    expect((await done('experiments')).experiments.map(({ objectId }: Answer) => objectId)).toEqual([second, experimentId]);
    expect(await done('experiments', { limit: 1 })).toMatchObject({ next: 1 });
    await done('delete-experiment', { experimentId: second });
    expect((await done('experiments')).experiments).toHaveLength(1);
  });

  it('CFG-16 somebody who may only look changes nothing', async () => {
    const { secret } = (await deployment.ask('tokens.create', { name: 'viewer', role: 'viewer' })).body;
    expect((await done('list', {}, secret)).parameters.length).toBeGreaterThan(5);
    for (const [operation, request] of [
      ['change', { params: { text: 'x' } }],
      ['remove', { name: 'text' }],
      ['roll-back', { version: 1 }],
      ['stop-experiment', { experimentId: 'x' }],
    ] as const) {
      expect((await refused(operation, request, secret))[0]).toBe('119');
    }
  });
});
