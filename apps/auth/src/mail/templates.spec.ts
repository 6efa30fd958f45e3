import { appSettings } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import { renderMail } from './templates.ts';

const VALUES = {
  appName: 'Ada & <Sons>',
  link: 'https://parse.example/apps/test/verify_email?token=abc',
  username: '<script>alert(1)</script>',
  email: 'ada@example.com',
};
const templatesOf = (templates: object) => appSettings.parse({ mail: { templates } }).mail.templates;
const NONE = templatesOf({});

describe('mails', () => {
  it.each(['verification', 'password-reset'] as const)('a %s mail names the app and has its link, escaped in HTML alone', (kind) => {
    const { subject, text, html } = renderMail(kind, undefined, NONE, VALUES);
    expect(subject).toContain('Ada & <Sons>');
    expect(text).toContain(`${VALUES.link}\n`);
    expect(html).toContain('Ada &amp; &lt;Sons&gt;');
    expect(html).toContain(`href="${VALUES.link}"`);
    expect(html).not.toContain('<script>');
    for (const form of [subject, text, html]) expect(form).not.toContain('{{');
  });

  it.each([
    ['de', 'Bitte'],
    ['de-AT', 'Bitte'],
    ['fr-CA', 'Veuillez'],
    ['xx', 'Please'],
    [undefined, 'Please'],
  ])('are written in the language %s as far as it is known', (locale, word) => {
    expect(renderMail('verification', locale, NONE, VALUES).subject).toContain(word);
  });

  it('take the texts of the app, and leave the rest as it is', () => {
    const own = templatesOf({
      verification: { en: { subject: 'Welcome to {{ appName }}' }, it: { text: 'Ciao {{username}}\n\n{{link}}' } },
    });
    const english = renderMail('verification', 'en', own, VALUES);
    expect(english.subject).toBe('Welcome to Ada & <Sons>');
    expect(english.text).toBe(renderMail('verification', 'en', NONE, VALUES).text);
    const italian = renderMail('verification', 'it-IT', own, VALUES);
    expect(italian.text).toContain('Ciao <script>');
    expect(italian.html).toBe(`<p>Ciao &lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>${VALUES.link}</p>`);
  });

  it('fill in values once: words of a value are no placeholder', () => {
    const own = templatesOf({ verification: { en: { subject: '{{username}}' } } });
    expect(renderMail('verification', 'en', own, { ...VALUES, username: '{{link}}\r\nBcc: all@example.com' }).subject).toBe(
      '{{link}} Bcc: all@example.com',
    );
  });

  it('do not take members of every object for a language', () => {
    expect(renderMail('verification', 'constructor', NONE, VALUES).subject).toContain('Please');
  });
});
