/** The kinds of devices that a segment can name, as `_Installation.deviceType` has them. */
export const PLATFORMS = ['ios', 'android', 'web', 'winrt', 'winphone', 'osx', 'tvos', 'watchos'] as const;
export type Platform = (typeof PLATFORMS)[number];

export const VARIANTS_MIN = 2;
export const VARIANTS_MAX = 10;

export interface AudienceDraft {
  readonly kind: 'everyone' | 'saved' | 'segment';
  /** Id of the saved audience; empty where none is chosen. */
  readonly saved: string;
  readonly platforms: readonly Platform[];
  readonly channels: readonly string[];
  /** JSON, or nothing. */
  readonly query: string;
}

export interface LocalText {
  readonly locale: string;
  readonly title: string;
  readonly alert: string;
}

export interface MessageDraft {
  readonly form: 'text' | 'json';
  readonly title: string;
  readonly alert: string;
  readonly badge: 'keep' | 'increment' | 'set';
  readonly badgeNumber: string;
  /** JSON of the app's own members beside the text, or nothing. */
  readonly more: string;
  /** The whole payload, in the form `json`. */
  readonly json: string;
  readonly locales: readonly LocalText[];
}

/** A time: `at` is a wall time such as `2026-12-01T09:00`, of the viewer for `later`, of each device for `local`. */
export interface WhenDraft {
  readonly kind: 'now' | 'later' | 'local';
  readonly at: string;
}

export interface ExpiryDraft {
  readonly kind: 'none' | 'time' | 'interval';
  readonly at: string;
  readonly amount: string;
  readonly unit: 'hours' | 'days';
}

export interface TestDraft {
  readonly on: boolean;
  readonly name: string;
  readonly type: 'message' | 'time';
  /** Percent of the audience; a test of times has all of it. */
  readonly size: string;
}

/** A push that somebody composes, as they have typed it. */
export interface Draft {
  readonly audience: AudienceDraft;
  readonly test: TestDraft;
  readonly when: WhenDraft;
  /** Of a test of times. */
  readonly times: readonly WhenDraft[];
  readonly expiry: ExpiryDraft;
  /** One for each version of a test of messages; elsewhere the first alone counts. */
  readonly messages: readonly MessageDraft[];
  /** A name for the list of pushes. */
  readonly label: string;
}

export const NEW_MESSAGE: MessageDraft = {
  form: 'text',
  title: '',
  alert: '',
  badge: 'keep',
  badgeNumber: '1',
  more: '',
  json: '{\n  "alert": ""\n}',
  locales: [],
};
const LATER: WhenDraft = { kind: 'later', at: '' };

export const NEW_DRAFT: Draft = {
  audience: { kind: 'everyone', saved: '', platforms: [], channels: [], query: '' },
  test: { on: false, name: '', type: 'message', size: '50' },
  when: { kind: 'now', at: '' },
  times: [LATER, LATER],
  expiry: { kind: 'none', at: '', amount: '12', unit: 'hours' },
  messages: [NEW_MESSAGE],
  label: '',
};

/** A, B, C and so on. */
export const variantKey = (at: number): string => String.fromCharCode('A'.charCodeAt(0) + at);

export const testsMessages = ({ test }: Draft): boolean => test.on && test.type === 'message';
export const testsTimes = ({ test }: Draft): boolean => test.on && test.type === 'time';

/** The messages that are sent. */
export function messagesOf(draft: Draft): readonly MessageDraft[] {
  return testsMessages(draft) ? draft.messages : draft.messages.slice(0, 1);
}

/** A message in several languages is in no experiment. */
export const isLocalised = (draft: Draft): boolean => messagesOf(draft).some(({ locales }) => locales.length > 0);

/** The draft with another test. A test of messages has two of them at least. */
export function withTest(draft: Draft, change: Partial<TestDraft>): Draft {
  const next = { ...draft, test: { ...draft.test, ...change } };
  if (!testsMessages(next) || next.messages.length >= VARIANTS_MIN) return next;
  return { ...next, messages: [...next.messages, ...Array.from({ length: VARIANTS_MIN - next.messages.length }, () => NEW_MESSAGE)] };
}

export const addVariant = (draft: Draft): Draft =>
  testsTimes(draft) ? { ...draft, times: [...draft.times, LATER] } : { ...draft, messages: [...draft.messages, NEW_MESSAGE] };

const without = <Item>(items: readonly Item[], at: number): readonly Item[] => items.filter((_, index) => index !== at);
export const removeVariant = (draft: Draft, at: number): Draft =>
  testsTimes(draft) ? { ...draft, times: without(draft.times, at) } : { ...draft, messages: without(draft.messages, at) };

const replaced = <Item>(items: readonly Item[], at: number, change: Partial<Item>): readonly Item[] =>
  items.map((item, index) => (index === at ? { ...item, ...change } : item));
export const withMessage = (draft: Draft, at: number, change: Partial<MessageDraft>): Draft => ({
  ...draft,
  messages: replaced(draft.messages, at, change),
});
export const withTime = (draft: Draft, at: number, change: Partial<WhenDraft>): Draft => ({
  ...draft,
  times: replaced(draft.times, at, change),
});
