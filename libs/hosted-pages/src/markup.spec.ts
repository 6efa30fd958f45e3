import { expect, it } from 'vitest';
import { markup } from './markup.ts';

it.each([
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['"><img src=x onerror=alert(1)>', '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'],
  ["' onfocus='alert(1)", '&#39; onfocus=&#39;alert(1)'],
  ['&lt;', '&amp;lt;'],
  ['`', '&#96;'],
  ['Müller & Söhne', 'Müller &amp; Söhne'],
])('escapes %s', (text, escaped) => {
  expect(String(markup`<p title="${text}">${text}</p>`)).toBe(`<p title="${escaped}">${escaped}</p>`);
});

it('leaves markup as it is, and nothing for undefined', () => {
  expect(String(markup`<p>${markup`<b>${'<'}</b>`}${undefined}</p>`)).toBe('<p><b>&lt;</b></p>');
});

it('takes no object for markup that looks like it', () => {
  const forged = { toString: () => '<script>' } as never;
  expect(() => markup`${forged}`).toThrow();
});
