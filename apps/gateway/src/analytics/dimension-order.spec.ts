import { describe, expect, it } from 'vitest';
import { dimensionNames } from './dimension-order.ts';

const namesIn = (text: string, part?: number, event = 0) => {
  const whole = JSON.parse(text) as { requests?: { body: Sent }[] } & Sent;
  const sent = part === undefined ? whole : whole.requests![part]!.body;
  return dimensionNames({ body: Buffer.from(text), ...(part === undefined ? {} : { part }) }, sent.events ?? [sent])(event);
};
interface Sent {
  readonly events?: readonly unknown[];
}

describe('the order of dimensions', () => {
  it.each<[string, string, string[]]>([
    ['names that look like indexes', '{"dimensions": {"b": "1", "7": "x", "0": "y", "a": ""}}', ['b', '7', '0', 'a']],
    ['values that look like names', '{"dimensions": {"b": "\\"9\\":", "7" : "{\\"1\\": 2}", "c": "\\\\"}}', ['b', '7', 'c']],
    ['escaped names', '{"dimensions": {"\\u0061": "", "\\"3\\": ": "", "\\u0033": ""}}', ['a', '"3": ', '3']],
    ['a name that comes twice', '{"dimensions": {"b": "1", "2": "", "b": "3"}}', ['b', '2']],
    ['a hostile name', '{"dimensions": {"__proto__": "", "1": ""}}', ['__proto__', '1']],
    ['dimensions elsewhere', '{"x": {"dimensions": {"9": "", "8": ""}}, "dimensions": {"b": "", "1": ""}}', ['b', '1']],
  ])('ANA-05 is that of the document: %s', (_, text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it('ANA-05 is that of each event of the bulk form, and of each part of a batch', () => {
    const events = '[{"name": "e", "dimensions": {"a": ""}}, {"name": "e", "dimensions": {"b": "", "1": ""}}]';
    expect(namesIn(`{"events": ${events}}`, undefined, 1)).toEqual(['b', '1']);
    const batch = `{"requests": [{"body": {"dimensions": {"1": ""}}}, {"body": {"events": ${events}}}, {"body": {"dimensions": {"c": "", "2": ""}}}]}`;
    expect(namesIn(batch, 1, 1)).toEqual(['b', '1']);
    expect(namesIn(batch, 2)).toEqual(['c', '2']);
  });

  it('is not looked for where reading keeps it', () => {
    expect(namesIn('{"dimensions": {"b": "", "-1": "", "01": "", "1.5": ""}}')).toBeUndefined();
    expect(namesIn('{"dimensions": {"7": ""}}')).toBeUndefined();
  });
});
