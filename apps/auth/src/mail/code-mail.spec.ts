import { describe, expect, it } from 'vitest';
import { addressIn, readCodeMail } from './code-mail.ts';

const MAIL = { to: 'ada@example.com', subject: 'News', text: 'All is well.' };
const code = (mail: object): unknown => {
  try {
    return readCodeMail({ ...MAIL, ...mail }).to;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('mails of code', () => {
  it('have one recipient or several, each once, and names of people are left out', () => {
    expect(readCodeMail(MAIL)).toMatchObject({ to: ['ada@example.com'], subject: 'News', text: 'All is well.' });
    expect(code({ to: ['ada@example.com', 'Bea <bea@example.com>', 'ada@example.com'] })).toEqual(['ada@example.com', 'bea@example.com']);
    expect(code({ to: 'ada@example.com, bea@example.com' })).toEqual(['ada@example.com', 'bea@example.com']);
    expect(readCodeMail({ ...MAIL, text: undefined, html: '<p>', from: 'App <app@example.com>' })).toMatchObject({
      from: 'App <app@example.com>',
      html: '<p>',
    });
    expect(addressIn('App <app@example.com>')).toBe('app@example.com');
  });

  it.each([
    ['a subject of two lines', { subject: 'News\r\nBcc: eve@example.com' }, 111],
    ['a subject with a line separator of old', { subject: 'News\u0085Bcc: eve@example.com' }, 111],
    ['a long subject', { subject: 'x'.repeat(501) }, 111],
    ['no subject', { subject: undefined }, 111],
    ['a subject that is no string', { subject: ['a'] }, 111],
    ['an address of two lines', { to: 'ada@example.com\r\nBcc: eve@example.com' }, 125],
    ['an address with a line break inside of its brackets', { to: 'Ada <ada@example.com\n>' }, 125],
    ['a sender of two lines', { from: 'App\nBcc: eve@example.com <app@example.com>' }, 125],
    ['two senders', { from: 'App <app@example.com>, eve@example.com' }, 125],
    ['a group in place of an address', { to: 'all: ada@example.com;' }, 125],
    ['two addresses to answer to', { replyTo: 'a@example.com,b@example.com' }, 125],
    ['nobody', { to: [] }, 125],
    ['an empty entry', { to: 'ada@example.com,' }, 125],
    ['a recipient that is no string', { to: { address: 'ada@example.com' } }, 125],
    ['too many recipients', { to: Array.from({ length: 51 }, (_, n) => `a${n}@example.com`) }, 111],
    ['nothing to read', { text: undefined }, 111],
    ['a text that is no string', { text: { a: 1 } }, 111],
    ['long texts', { text: 'x'.repeat(300_000), html: 'x'.repeat(300_000) }, 116],
    ['header fields', { headers: { Bcc: 'eve@example.com' } }, 111],
    ['files', { attachments: [{ path: '/etc/passwd' }] }, 111],
  ])('%s is refused', (_, mail, expected) => {
    expect(code(mail)).toBe(expected);
  });
});
