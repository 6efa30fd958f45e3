import { expect, it } from 'vitest';
import { shownInFull, shownPush } from './shown-push.ts';

/** As Parse Server answers it: no times of its own, and two counts. */
const OF_PARSE_SERVER = {
  objectId: 'q1w2e3r4t5',
  createdAt: '2026-01-02T03:04:05.678Z',
  pushTime: '2026-01-02T03:04:05.678Z',
  status: 'succeeded',
  numSent: 3,
  numFailed: 1,
  title: 7,
};

it('leaves the counts out that another server did not keep', () => {
  expect(shownPush(OF_PARSE_SERVER)).toEqual({
    id: 'q1w2e3r4t5',
    kind: 'push',
    type: 'api',
    state: 'succeeded',
    title: '',
    createdAt: '2026-01-02T03:04:05.678Z',
    pushTime: '2026-01-02T03:04:05.678Z',
    sent: 3,
    failed: 1,
  });
});

it('shows the reason of a push that has failed, and its dates as ISO 8601', () => {
  const failed = {
    ...OF_PARSE_SERVER,
    status: 'failed',
    finishedAt: { __type: 'Date', iso: '2026-01-02T04:00:00.000Z' },
    errorMessage: { message: 'expired' },
  };
  expect(shownPush(failed)).toMatchObject({ state: 'failed', error: 'expired', finishedAt: '2026-01-02T04:00:00.000Z' });
});

it.each<[object, string, string | undefined]>([
  [{ source: 'webui', payload: '{"alert":"Hi"}' }, 'campaign', 'Hi'],
  [{ source: 'webui', payload: '{"alert":"Hi","alert-fr":"Salut"}' }, 'translation', 'Hi'],
  [{ source: 'webui', payload: '{"alert":"Hi"}', experimentId: 'e' }, 'experiment', 'Hi'],
  [{ source: 'rest', payload: '{"alert":{"title":"Words","body":"Hello"}}' }, 'api', 'Hello'],
  [{ payload: 'no JSON' }, 'api', undefined],
])('tells the type and the text of %j', (more, type, alert) => {
  const shown = shownPush({ ...OF_PARSE_SERVER, ...more });
  expect([shown.type, shown.alert]).toEqual([type, alert]);
});

it('adds up the versions of an experiment and the push by which it was launched', () => {
  const group = { key: 'A', id: 'a', status: 'succeeded', numSent: 4, numOpened: 1, numTargeted: 5, open_rate: 25, send_time: 'then' };
  const report = {
    objectId: 'e',
    is_exp: true,
    state: 'launched',
    name: 'Words',
    createdAt: 'now',
    groups: [group],
    launch: { ...group, id: 'l' },
  };
  const shown = shownInFull(report);
  expect(shown).toMatchObject({
    id: 'e',
    kind: 'experiment',
    state: 'launched',
    title: 'Words',
    pushTime: 'then',
    targeted: 10,
    sent: 8,
    opened: 2,
  });
  expect(shown.versions.map(({ id, openRate }) => [id, openRate])).toEqual([
    ['a', 25],
    ['l', 25],
  ]);
});
