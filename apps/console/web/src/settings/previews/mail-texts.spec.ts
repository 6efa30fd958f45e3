import { describe, expect, it } from 'vitest';
import { escapeHtml, filled, textsOf } from './mail-texts.ts';

describe('previews of mails', () => {
  it('have the texts of each language, as far as they are texts', () => {
    const mail = { templates: { verification: { en: { subject: 'Hello', html: 3 }, de: 'typing' }, passwordReset: null } };
    expect(textsOf(mail, 'verification')).toEqual([['en', { subject: 'Hello' }]]);
    expect(textsOf(mail, 'passwordReset')).toEqual([]);
    expect(textsOf(null, 'verification')).toEqual([]);
  });

  it('show examples instead of placeholders, and leave other braces alone', () => {
    expect(filled('{{username}} of {{ appName }}, {{other}}')).toBe('ada of My app, {{other}}');
    expect(filled('{{email}}', (value) => `<${value}>`)).toBe('<ada@example.com>');
    expect(escapeHtml('<a href="b">&</a>')).toBe('&lt;a href=&quot;b&quot;&gt;&amp;&lt;/a&gt;');
  });
});
