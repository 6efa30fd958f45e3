import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashedText } from './push-hash.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('PSH-14 the hash of a push', () => {
  it.each([
    ['an alert', { alert: 'Hello World!' }, 'ed076287532e86365e841e92bfc50d8c'],
    ['an alert in parts', { alert: { title: 'a', body: 'b' } }, md5('{"title":"a","body":"b"}')],
    ['no alert', { badge: 1 }, 'd41d8cd98f00b204e9800998ecf8427e'],
  ])('with %s is that of Parse Server', (_, data, hash) => {
    expect(md5(hashedText(data))).toBe(hash);
  });

  it('EXP-07 differs between groups whose texts are equal', () => {
    const data = { alert: 'same' };
    expect(hashedText(data, 'pushOfA')).not.toBe(hashedText(data, 'pushOfB'));
  });
});
