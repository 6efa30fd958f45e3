import type { MessageDraft } from './draft.ts';
import { jsonObject, type JsonObject } from './json-object.ts';

/** The member `data` of the push, or the field that is at fault. `invalid` has the words of the JSON parser, if it has any. */
export type MessageData =
  | { readonly data: JsonObject }
  | { readonly field: 'alert' | 'more' | 'json' | 'badge'; readonly fault: 'empty' | 'invalid'; readonly detail?: string }
  | { readonly field: 'locale'; readonly locale: string; readonly fault: 'empty' };

export function dataOf(message: MessageDraft): MessageData {
  return message.form === 'json' ? wholeJson(message) : typedText(message);
}

function wholeJson({ json }: MessageDraft): MessageData {
  const parsed = jsonObject(json);
  if ('fault' in parsed) return { field: 'json', fault: 'invalid', detail: parsed.fault };
  return isEmpty(parsed.value) ? { field: 'json', fault: 'empty' } : { data: parsed.value };
}

/** A payload that shows nothing and brings nothing. */
function isEmpty(data: JsonObject): boolean {
  return Object.values(data).every((value) => value === null || (typeof value === 'string' && value.trim() === ''));
}

function typedText({ title, alert, badge, badgeNumber, more, locales }: MessageDraft): MessageData {
  const extra = more.trim() === '' ? { value: {} } : jsonObject(more);
  if ('fault' in extra) return { field: 'more', fault: 'invalid', detail: extra.fault };
  if (alert.trim() === '') return { field: 'alert', fault: 'empty' };
  if (badge === 'set' && !/^\d{1,9}$/.test(badgeNumber)) return { field: 'badge', fault: 'invalid' };
  const untold = locales.find((text) => text.alert.trim() === '');
  if (untold !== undefined) return { field: 'locale', locale: untold.locale, fault: 'empty' };
  return {
    data: {
      ...extra.value,
      alert,
      ...(title.trim() === '' ? {} : { title }),
      ...(badge === 'keep' ? {} : { badge: badge === 'set' ? Number(badgeNumber) : 'Increment' }),
      ...Object.fromEntries(locales.flatMap((text) => localised(text.locale, text.alert, text.title))),
    },
  };
}

const localised = (locale: string, alert: string, title: string): [string, string][] => [
  [`alert-${locale}`, alert],
  ...(title.trim() === '' ? [] : [[`title-${locale}`, title] as [string, string]]),
];

/** Members in one language of several, such as `alert-de`. */
export const localisedKeys = (data: JsonObject): readonly string[] => Object.keys(data).filter((key) => /^(alert|title)-/.test(key));

/** True where the message has a text to show: experiments compare nothing else. */
export function hasAlert({ alert }: JsonObject): boolean {
  const parts = typeof alert === 'object' && alert !== null ? Object.values(alert) : [alert];
  return parts.some((part) => typeof part === 'string' && part.trim() !== '');
}

/** Title and text as a device shows them. @param locale of the device; the default texts where it is absent */
export function shownTexts(data: JsonObject, locale?: string): { readonly title: string; readonly body: string } {
  const { alert, title } = data;
  const parts = typeof alert === 'object' && alert !== null ? (alert as JsonObject) : { body: alert };
  const own = (name: string) => (locale === undefined ? undefined : data[`${name}-${locale}`]);
  const text = (...found: readonly unknown[]) => found.find((value): value is string => typeof value === 'string' && value !== '') ?? '';
  return { title: text(own('title'), title, parts['title']), body: text(own('alert'), parts['body']) };
}
