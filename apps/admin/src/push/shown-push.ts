import type { push } from '@parlance/admin-operations';

type Members = Readonly<Record<string, unknown>>;

/** A push as administrators see it. @param status a `_PushStatus` object in REST JSON, of this server or of another one */
export function shownPush(status: Members): push.AdministeredPush {
  return {
    id: textOf(status['objectId']) ?? '',
    kind: 'push',
    type: typeOf(status),
    state: textOf(status['status']) ?? 'pending',
    title: textOf(status['title']) ?? '',
    ...present('alert', alertIn(payloadOf(status))),
    ...present('query', textOf(status['query'])),
    createdAt: textOf(status['createdAt']) ?? '',
    pushTime: textOf(status['pushTime']) ?? null,
    ...present('startedAt', dateOf(status['startedAt'])),
    ...present('finishedAt', dateOf(status['finishedAt'])),
    ...present('progress', numberOf(status['progress'])),
    ...countsIn(status),
    ...present('lane', textOf(status['lane'])),
    ...present('experiment', textOf(status['experimentId'])),
    ...present('variant', textOf(status['variant'])),
    ...present('error', textOf(membersOf(status['errorMessage'])['message'])),
  };
}

/** The answer to `GET /push/:id`: a push, or the report of an experiment. */
export function shownInFull(answer: Members): push.FullPush {
  return answer['is_exp'] === true ? shownExperiment(answer) : shownSingle(answer);
}

function shownSingle(answer: Members): push.FullPush {
  return {
    ...shownPush(answer),
    ...present('payload', textOf(answer['payload'])),
    ...present('sentPerType', tallyOf(answer['sentPerType'])),
    ...present('failedPerType', tallyOf(answer['failedPerType'])),
    failures: listOf(answer['delivery_errors']).map(({ Name, Message, Quantity }) => ({
      cause: textOf(Name) ?? '',
      text: textOf(Message) ?? '',
      count: numberOf(Quantity) ?? 0,
    })),
    skippedFor: tallyOf(answer['skippedPerReason']) ?? {},
    waves: listOf(answer['waves']).map(({ state, dueAt, expiresAt, zones, estimate, lane }) => ({
      state: textOf(state) ?? '',
      dueAt: dateOf(dueAt) ?? '',
      ...present('expiresAt', dateOf(expiresAt)),
      zones: Array.isArray(zones) ? zones.length : 0,
      ...present('estimate', numberOf(estimate)),
      ...present('lane', textOf(lane)),
    })),
    versions: [],
  };
}

/** The counts of an experiment are the sums of its versions, and of the push that it was launched by. */
function shownExperiment(report: Members): push.FullPush {
  const versions = [...listOf(report['groups']), ...listOf(report['launch'] === undefined ? [] : [report['launch']])].map((group) => ({
    key: textOf(group['key']) ?? '',
    id: textOf(group['id']) ?? '',
    state: textOf(group['status']) ?? '',
    ...countsIn(group),
    openRate: numberOf(group['open_rate']) ?? 0,
  }));
  const [first] = listOf(report['groups']);
  const sum = (count: (version: (typeof versions)[number]) => number | undefined) =>
    versions.reduce((total, version) => total + (count(version) ?? 0), 0);
  return {
    id: textOf(report['objectId']) ?? '',
    kind: 'experiment',
    type: 'experiment',
    state: textOf(report['state']) ?? '',
    title: textOf(report['name']) ?? '',
    createdAt: textOf(report['createdAt']) ?? '',
    pushTime: textOf(first?.['send_time']) ?? null,
    targeted: sum(({ targeted }) => targeted),
    sent: sum(({ sent }) => sent),
    failed: sum(({ failed }) => failed),
    opened: sum(({ opened }) => opened),
    ...present('query', textOf(report['query'])),
    failures: [],
    skippedFor: {},
    waves: [],
    versions,
  };
}

function typeOf(status: Members): push.AdministeredPush['type'] {
  if (status['experimentId'] !== undefined) return 'experiment';
  if (Object.keys(payloadOf(status)).some((name) => /^(alert|title)-/.test(name))) return 'translation';
  return status['source'] === 'webui' ? 'campaign' : 'api';
}

/** The message, which is JSON in a string; empty where another server has left something else there. */
function payloadOf(status: Members): Members {
  try {
    return membersOf(JSON.parse(textOf(status['payload']) ?? '{}'));
  } catch {
    return {};
  }
}

/** A text, or the words of an alert of Apple's form. */
function alertIn({ alert }: Members): string | undefined {
  const { body, title } = membersOf(alert);
  return textOf(alert) ?? textOf(body) ?? textOf(title);
}

function countsIn(status: Members) {
  return {
    ...present('targeted', numberOf(status['numTargeted'])),
    sent: numberOf(status['numSent']) ?? 0,
    failed: numberOf(status['numFailed']) ?? 0,
    ...present('unknown', numberOf(status['numUnknown'])),
    ...present('skipped', numberOf(status['numSkipped'])),
    ...present('opened', numberOf(status['numOpened'])),
  };
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** ISO 8601 of a date of Parse, or of a string. */
function dateOf(value: unknown): string | undefined {
  return textOf(value) ?? textOf(membersOf(value)['iso']);
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.map(membersOf) : [];
}

function tallyOf(value: unknown): Record<string, number> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).flatMap(([name, count]) => (typeof count === 'number' ? [[name, count]] : [])));
}
