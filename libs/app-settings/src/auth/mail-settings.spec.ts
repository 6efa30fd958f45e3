import { describe, expect, it } from 'vitest';
import { appSettings } from '../index.ts';

const accepts = (settings: unknown) => appSettings.safeParse(settings).success;

describe('settings of mails', () => {
  it.each([
    [{ publicServerURL: 'https://parse.example/parse' }, true],
    [{ publicServerURL: null }, true],
    [{ publicServerURL: 'ftp://parse.example' }, false],
    [{ publicServerURL: 'javascript:alert(1)' }, false],
    [{ mail: { from: 'app@example.com', replyTo: 'Help <help@example.com>' } }, true],
    [{ mail: { from: 'nobody' } }, false],
    [{ mail: { from: 'a@example.com\r\nBcc: all@example.com' } }, false],
    [{ mail: { smtpUrl: 'smtp://user:p%40ss@mail.example.com:587' } }, true],
    [{ mail: { smtpUrl: 'smtps://mail.example.com/' } }, true],
    [{ mail: { smtpUrl: 'http://mail.example.com' } }, false],
    [{ mail: { smtpUrl: 'smtp://mail.example.com?tls.rejectUnauthorized=false' } }, false],
    [{ mail: { smtpUrl: 'smtp://' } }, false],
    [{ mail: { templates: { verification: { 'pt-BR': { subject: 'Olá' } } } } }, true],
    [{ mail: { templates: { verification: { en: { subject: 'two\nlines' } } } } }, false],
    [{ mail: { templates: { verification: { '../en': { subject: 'x' } } } } }, false],
    [{ mail: { templates: { welcome: {} } } }, false],
    [{ emailVerifyTokenValidityDuration: 0 }, false],
    [{ passwordPolicy: { resetTokenValidityDuration: 0 } }, false],
  ])('%j is accepted: %s', (settings, expected) => {
    expect(accepts(settings)).toBe(expected);
  });
});
