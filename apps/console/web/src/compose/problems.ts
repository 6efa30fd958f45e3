import { t } from '../texts/index.ts';
import { isChannel, segmentWhere } from './audience.ts';
import { messagesOf, testsMessages, testsTimes, variantKey, type Draft, type MessageDraft } from './draft.ts';
import { dataOf, hasAlert, localisedKeys } from './message.ts';
import { whensOf } from './request.ts';
import type { Step } from './steps.ts';
import { faultOfExpiry, faultOfWhen } from './timing.ts';

/** A reason not to send yet. `field` names the input beside which the sentence stands. */
export interface Problem {
  readonly step: Step;
  readonly field: string;
  readonly text: string;
}

export interface Facts {
  /** Devices of the audience; undefined while they are not known. */
  readonly devices: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const NAME_LENGTH_MAX = 200;
const DEVICES_MIN = 2;

/** Everything that keeps a draft from being sent, in the order of the steps. */
export function problemsOf(draft: Draft, facts: Facts): readonly Problem[] {
  return [...ofAudience(draft, facts), ...ofTest(draft, facts), ...ofTimes(draft, facts), ...ofExpiry(draft, facts), ...ofMessages(draft)];
}

function ofAudience({ audience }: Draft, { devices }: Facts): Problem[] {
  const problem = (field: string, text: string): Problem => ({ step: 'audience', field, text });
  if (audience.kind === 'saved' && audience.saved === '') return [problem('saved', t.compose.audience.chooseSaved)];
  if (audience.kind === 'segment') {
    if (segmentWhere(audience) === undefined) return [problem('query', t.compose.audience.badQuery)];
    const wrong = audience.channels.find((name) => !isChannel(name));
    if (wrong !== undefined) return [problem('channels', t.compose.audience.badChannel(wrong))];
  }
  return devices === 0 ? [problem('devices', t.compose.audience.nobody)] : [];
}

function ofTest({ test }: Draft, { devices }: Facts): Problem[] {
  if (!test.on) return [];
  const problem = (field: string, text: string): Problem => ({ step: 'test', field, text });
  const name = test.name.trim();
  const size = Number(test.size);
  const share = test.type === 'time' ? 100 : size;
  const isShare = share >= 1 && share <= 100;
  const tested = devices === undefined || !isShare ? undefined : Math.floor((devices * share) / 100);
  return [
    ...(name === '' || name.length > NAME_LENGTH_MAX ? [problem('name', t.compose.test.noName(NAME_LENGTH_MAX))] : []),
    ...(isShare ? [] : [problem('size', t.compose.test.badSize)]),
    ...(tested !== undefined && tested < DEVICES_MIN ? [problem('size', t.compose.test.tooFew(tested))] : []),
  ];
}

function ofTimes(draft: Draft, { now }: Facts): Problem[] {
  const isTest = testsTimes(draft);
  const problem = (at: number, text: string): Problem => ({ step: 'time', field: `times.${at}`, text });
  const found = whensOf(draft).flatMap((when, at) => {
    const fault = faultOfWhen(when, now);
    return fault === undefined ? [] : [problem(at, t.compose.time.faults[fault])];
  });
  if (!isTest || found.length > 0) return found;
  const seen = draft.times.map(({ kind, at }) => `${kind} ${at}`);
  const twice = seen.findIndex((time, at) => seen.indexOf(time) < at);
  return twice === -1 ? [] : [problem(twice, t.compose.time.same)];
}

function ofExpiry(draft: Draft, { now }: Facts): Problem[] {
  const fault = faultOfExpiry(draft.expiry, whensOf(draft), now);
  return fault === undefined ? [] : [{ step: 'expiry', field: 'expiry', text: t.compose.expiry.faults[fault] }];
}

function ofMessages(draft: Draft): Problem[] {
  const many = testsMessages(draft);
  return messagesOf(draft).flatMap((message, at) => {
    const found = faultOf(message, draft.test.on);
    if (found === undefined) return [];
    const text = many ? t.compose.message.ofVariant(variantKey(at), found.text) : found.text;
    return [{ step: 'message' as const, field: `messages.${at}.${found.field}`, text }];
  });
}

function faultOf(message: MessageDraft, inTest: boolean): { field: string; text: string } | undefined {
  const read = dataOf(message);
  const words = t.compose.message;
  if (!('data' in read)) {
    if (read.field === 'locale') return { field: `locales.${read.locale}`, text: words.noLocalText(read.locale) };
    if (read.field === 'badge') return { field: 'badge', text: words.badBadge };
    return { field: read.field, text: read.fault === 'empty' ? words.empty : words.badJson(read.detail) };
  }
  const field = message.form === 'json' ? 'json' : 'alert';
  if (inTest && localisedKeys(read.data).length > 0) return { field, text: words.oneLanguage };
  return inTest && !hasAlert(read.data) ? { field, text: words.noAlert } : undefined;
}
