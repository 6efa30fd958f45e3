import { segmentWhere } from './audience.ts';
import { messagesOf, testsMessages, testsTimes, type Draft } from './draft.ts';
import type { JsonObject } from './json-object.ts';
import { dataOf } from './message.ts';
import { expiryMembers, pushTime } from './timing.ts';

/** The body of `POST /push` of a draft without problems; undefined where a part of it cannot be read. */
export function requestOf(draft: Draft): JsonObject | undefined {
  const audience = audienceOf(draft);
  const messages = messagesOf(draft).map(dataOf);
  const data = messages.flatMap((message) => ('data' in message ? [message.data] : []));
  if (audience === undefined || data.length < messages.length) return undefined;
  const isLocal = whensOf(draft).some(({ kind }) => kind === 'local');
  const label = draft.label.trim();
  return {
    ...audience,
    ...contentOf(draft, data),
    ...expiryMembers(draft.expiry, isLocal),
    ...(label === '' || draft.test.on ? {} : { title: label }),
  };
}

/** All times at which the push is sent. */
export const whensOf = (draft: Draft) => (testsTimes(draft) ? draft.times : [draft.when]);

function audienceOf({ audience }: Draft): JsonObject | undefined {
  if (audience.kind === 'saved') return audience.saved === '' ? undefined : { audience_id: audience.saved };
  const where = segmentWhere(audience);
  return where === undefined ? undefined : { where };
}

function contentOf(draft: Draft, data: readonly JsonObject[]): JsonObject {
  const { when, test, times } = draft;
  const at = timeMember(pushTime(when));
  if (testsMessages(draft)) {
    const variants = data.map((each) => ({ data: each }));
    return { ...at, experiment: { name: test.name.trim(), type: 'message', size_percent: Number(test.size), variants } };
  }
  if (testsTimes(draft)) {
    return {
      data: data[0],
      experiment: { name: test.name.trim(), type: 'time', variants: times.map((time) => timeMember(pushTime(time))) },
    };
  }
  return { data: data[0], ...at };
}

const timeMember = (time: string | undefined): JsonObject => (time === undefined ? {} : { push_time: time });
