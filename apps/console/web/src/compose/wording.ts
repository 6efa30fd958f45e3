import { localTime } from '../parts/local-time.ts';
import { t } from '../texts/index.ts';
import { isUnlimited } from './audience.ts';
import { messagesOf, type Draft, type WhenDraft } from './draft.ts';
import { dataOf, shownTexts } from './message.ts';
import { whensOf } from './request.ts';
import { instantOf } from './timing.ts';

/** The times of a draft in words, such as "now" or "on 1 Dec 2026, 09:00". */
export function timesInWords(draft: Draft): string {
  return t.compose.review.and(whensOf(draft).map(timeInWords));
}

function timeInWords({ kind, at }: WhenDraft): string {
  if (kind === 'now') return t.compose.review.now;
  const instant = instantOf(at);
  const time = instant === undefined ? '…' : localTime(new Date(instant).toISOString());
  return kind === 'local' ? t.compose.review.local(time) : t.compose.review.at(time);
}

export function expiryInWords({ expiry }: Draft): string {
  if (expiry.kind === 'none') return t.compose.expiry.never;
  if (expiry.kind === 'interval') return t.compose.expiry.after(expiry.amount, expiry.unit);
  return timeInWords({ kind: 'later', at: expiry.at });
}

/** @param saved names of saved audiences by id */
export function audienceInWords({ audience }: Draft, saved: ReadonlyMap<string, string>): string {
  if (audience.kind === 'saved') return saved.get(audience.saved) ?? '…';
  if (isUnlimited(audience)) return t.compose.audience.everyone;
  const parts = [
    audience.platforms.map((platform) => t.compose.audience.platform[platform]).join(', '),
    audience.channels.join(', '),
    audience.query.trim(),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** The beginning of each message. */
export function messagesInWords(draft: Draft): readonly string[] {
  return messagesOf(draft).map((message) => {
    if (message.form === 'text') return message.alert.trim() || t.compose.summary.noMessage;
    const read = dataOf(message);
    return ('data' in read && shownTexts(read.data).body) || t.compose.message.asJson;
  });
}
