import { hash } from 'node:crypto';
import { appSettings, type AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, type Answer } from './ask.ts';
import { APP, GatewayProcess } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_PUBLIC_URL: 'https://api.example/parse' })));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.recorder.reset();
  gateway.declare(APP, { name: 'Mühle & Söhne' });
});

const TOKEN = 'abcdefghijklmnopqrstuvwxy';
const PUBLIC_URL = 'https://api.example/parse';
const VERIFY = `/parse/apps/${APP}/verify_email`;
const RESEND = `/parse/apps/${APP}/resend_verification_email`;
const RESET = `/parse/apps/${APP}/request_password_reset`;

const get = (path: string, headers: Record<string, string> = {}) => ask(gateway.url, path, { headers });
const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(gateway.url, path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
const answerWith = (operation: string, answer: unknown) => gateway.recorder.answers.set(operation, () => answer);
const failWith = (operation: string, error: Error) =>
  gateway.recorder.answers.set(operation, () => {
    throw error;
  });
const titleOf = ({ text }: Answer) => /<h1>(.*?)<\/h1>/.exec(text)?.[1];
const asked = () => gateway.recorder.requests.map(({ operation, request }) => [operation, request]);
const brandWith = (pages: object, changes: Partial<AppSettings> = {}) =>
  gateway.declare(APP, { name: 'Mühle & Söhne', settings: { ...appSettings.parse({ pages }), ...changes } });

describe('the link that verifies an address', () => {
  it('USR-10 verifies it, and says so with the name of the app', async () => {
    const answer = await get(`${VERIFY}?token=${TOKEN}&username=ada`);
    expect([answer.status, titleOf(answer)]).toEqual([200, 'Your e-mail address is verified']);
    expect(answer.text).toContain('Mühle &amp; Söhne');
    expect(asked()).toEqual([['auth.verify-email', { token: TOKEN }]]);
    expect(gateway.recorder.last.context).toMatchObject({ app: APP, identity: { kind: 'public' } });
  });

  it('USR-11 that is no longer good offers a new one, by itself and by name', async () => {
    answerWith('auth.verify-email', { verified: false });
    const answer = await get(`${VERIFY}?token=${TOKEN}`);
    expect([answer.status, titleOf(answer)]).toEqual([200, 'This link is invalid or has expired']);
    expect(answer.text).toContain(`action="${RESEND}"`);
    expect(answer.text).toContain(`name="token" value="${TOKEN}"`);
    expect(answer.text).toContain('name="username"');
  });

  it.each(['', '?token=', '?username=ada', `?token=${'x'.repeat(1_025)}`])('is invalid as %s, and nobody is asked', async (query) => {
    const answer = await get(VERIFY + query);
    expect([answer.status, titleOf(answer)]).toEqual([200, 'This link is invalid']);
    expect(asked()).toEqual([]);
  });

  it('is not spent by a HEAD, which promises to change nothing', async () => {
    expect((await ask(gateway.url, `${VERIFY}?token=${TOKEN}`, { method: 'HEAD' })).status).toBe(404);
    expect(asked()).toEqual([]);
  });
});

describe('asking for a new verification link', () => {
  it.each<Record<string, string>>([{ token: TOKEN }, { username: 'ada' }])('by %o leads to the page that says so', async (form) => {
    const { status, headers } = await post(RESEND, form);
    expect([status, headers.location]).toEqual([303, `${PUBLIC_URL}/apps/email_verification_send_success.html?appId=${APP}&locale=en`]);
    const origin = { address: '127.0.0.1', serverUrl: PUBLIC_URL, locale: 'en' };
    expect(asked()).toEqual([['auth.resend-verification', { ...form, origin }]]);
  });

  it('that is not accepted, or names nobody, leads to the page that says so', async () => {
    const failed = [303, `${PUBLIC_URL}/apps/email_verification_send_fail.html?appId=${APP}&locale=en`];
    const { status, headers } = await post(RESEND, { other: 'x' });
    expect([status, headers.location]).toEqual(failed);
    expect(asked()).toEqual([]);
    answerWith('auth.resend-verification', { accepted: false });
    const refused = await post(RESEND, { username: 'ada' });
    expect([refused.status, refused.headers.location]).toEqual(failed);
  });
});

describe('the link that leads to a new password', () => {
  it('USR-16 shows a form, and spends nothing', async () => {
    const answer = await get(`${RESET}?token=${TOKEN}&username=ada`);
    expect([answer.status, titleOf(answer)]).toEqual([200, 'Choose a new password']);
    expect(answer.text).toContain(`<form method="post" action="${RESET}">`);
    expect(answer.text).toContain(`<input type="hidden" name="token" value="${TOKEN}">`);
    for (const name of ['new_password', 'confirm']) expect(answer.text).toContain(`<input type="password" id="${name}" name="${name}"`);
    expect(asked()).toEqual([['auth.check-reset-link', { token: TOKEN }]]);
  });

  it('that is no longer good says so', async () => {
    answerWith('auth.check-reset-link', { valid: false });
    for (const query of [`?token=${TOKEN}`, '', '?token=']) expect(titleOf(await get(RESET + query))).toBe('This link is no longer valid');
    expect(asked()).toHaveLength(1);
  });

  it.each<Record<string, string>>([{ confirm: 'a new password' }, {}, { username: 'ignored' }])(
    'USR-16 takes the password with %o',
    async (more) => {
      const { status, headers } = await post(RESET, { token: TOKEN, new_password: 'a new password', ...more });
      expect([status, headers.location]).toEqual([303, `${PUBLIC_URL}/apps/password_reset_success.html?appId=${APP}&locale=en`]);
      expect(asked()).toEqual([['auth.reset-password', { token: TOKEN, password: 'a new password' }]]);
    },
  );

  it('takes it as JSON, too', async () => {
    const { status } = await ask(gateway.url, RESET, { method: 'POST', body: { token: TOKEN, new_password: 'pw' } });
    expect([status, asked()]).toEqual([303, [['auth.reset-password', { token: TOKEN, password: 'pw' }]]]);
  });

  it('leads to the page of a link that is no longer good', async () => {
    answerWith('auth.reset-password', { outcome: 'invalid link' });
    const invalid = [303, `${PUBLIC_URL}/apps/password_reset_link_invalid.html?appId=${APP}&locale=en`];
    const spent = await post(RESET, { token: TOKEN, new_password: 'pw' });
    expect([spent.status, spent.headers.location]).toEqual(invalid);
    const none = await post(RESET, { new_password: 'pw' });
    expect([none.status, none.headers.location]).toEqual(invalid);
    expect(asked()).toHaveLength(1);
  });

  it("USR-17 shows the form again with the policy's complaint, and the link in it", async () => {
    answerWith('auth.reset-password', { outcome: 'refused', code: 142, message: 'Password must have <8> letters & more.' });
    const answer = await post(RESET, { token: TOKEN, new_password: 'pw' });
    expect([answer.status, titleOf(answer)]).toEqual([400, 'Choose a new password']);
    expect(answer.text).toContain('role="alert">Password must have &lt;8&gt; letters &amp; more.</p>');
    expect(answer.text).toContain(`name="token" value="${TOKEN}"`);
    expect(answer.text).toContain('aria-invalid="true" aria-describedby="complaint"');
    expect(answer.text).not.toContain('value="pw"');
    expect(answer.headers['x-parse-page-param-error']).toBe(encodeURIComponent('Password must have <8> letters & more.'));
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'Please enter a password.'],
    [{ new_password: '' }, 'Please enter a password.'],
    [{ new_password: 'a', confirm: 'b' }, 'The two passwords are not the same.'],
    [{ new_password: 'x'.repeat(1_025) }, 'This password is too long.'],
  ])('USR-17 shows the form again for %o, and nobody is asked', async (form, complaint) => {
    const answer = await post(RESET, { token: TOKEN, ...form });
    expect([answer.status, answer.text.includes(`role="alert">${complaint}</p>`)]).toEqual([400, true]);
    expect(asked()).toEqual([]);
  });
});

describe('a program that sends the form', () => {
  const send = (form: Record<string, string>, value = 'XMLHttpRequest') => post(RESET, form, { 'X-Requested-With': value });

  it.each(['XMLHttpRequest', 'fetch'])('gets the outcome as text: %s', async (value) => {
    const { status, text, headers } = await send({ token: TOKEN, new_password: 'pw' }, value);
    expect([status, text, headers['content-type']]).toEqual([200, '"Password successfully reset"', 'application/json; charset=utf-8']);
  });

  it.each<[object, Record<string, string>, number, string]>([
    [
      { outcome: 'invalid link' },
      { token: TOKEN, new_password: 'pw' },
      -1,
      'Failed to reset password: username / email / token is invalid',
    ],
    [{ outcome: 'refused', code: 142, message: 'Too short.' }, { token: TOKEN, new_password: 'pw' }, -1, 'Too short.'],
    [{ outcome: 'changed' }, { token: TOKEN }, 201, 'Missing password'],
    [{ outcome: 'changed' }, { new_password: 'pw' }, -1, 'Missing token'],
    [{ outcome: 'changed' }, { token: TOKEN, new_password: 'a', confirm: 'b' }, -1, 'The two passwords are not the same.'],
  ])('gets errors as JSON: %o, %o', async (outcome, form, code, error) => {
    answerWith('auth.reset-password', outcome);
    const { status, json } = await send(form);
    expect([status, json]).toEqual([400, { code, error }]);
  });

  it('gets faults as JSON', async () => {
    failWith('auth.reset-password', new ParseError('ServiceUnavailable', 'away'));
    const { status, json, headers } = await send({ token: TOKEN, new_password: 'pw' });
    expect([status, json.code, headers['retry-after']]).toEqual([503, 2, '1']);
  });
});

describe('pages by name', () => {
  it.each([
    ['password_reset_success.html', 'Your password has been changed'],
    ['PASSWORD_RESET_SUCCESS.html', 'Your password has been changed'],
    ['password_reset_link_invalid.html', 'This link is no longer valid'],
    ['email_verification_success.html', 'Your e-mail address is verified'],
    ['email_verification_send_success.html', 'A mail is on its way'],
    ['email_verification_send_fail.html', 'No mail could be sent'],
    ['email_verification_link_invalid.html', 'This link is invalid'],
    ['email_verification_link_expired.html', 'This link is invalid or has expired'],
    ['invalid_link.html', 'This link is no longer valid'],
    ['verify_email_success.html', 'Your e-mail address is verified'],
  ])('%s', async (name, title) => {
    for (const query of ['', `?appId=${APP}`]) {
      const answer = await get(`/parse/apps/${name}${query}`);
      expect([answer.status, titleOf(answer), answer.text.includes('Mühle')]).toEqual([200, title, query !== '']);
    }
    expect(asked()).toEqual([]);
  });

  it.each(['choose_password', 'password_reset.html'])('%s is the form, for a link that is good', async (name) => {
    for (const parameter of ['id', 'appId'])
      expect(titleOf(await get(`/parse/apps/${name}?${parameter}=${APP}&token=${TOKEN}`))).toBe('Choose a new password');
    expect(asked()).toEqual(Array(2).fill(['auth.check-reset-link', { token: TOKEN }]));
    expect(titleOf(await get(`/parse/apps/${name}?token=${TOKEN}`))).toBe('This link is no longer valid');
  });

  it('the stylesheet is one of them, and is used by all', async () => {
    const page = await get('/parse/apps/password_reset_success.html');
    const [, href = ''] = /<link rel="stylesheet" href="(.*?)">/.exec(page.text) ?? [];
    const { status, headers, text } = await get(href);
    expect([status, headers['content-type'], text.includes('prefers-color-scheme: dark')]).toEqual([200, 'text/css; charset=utf-8', true]);
  });

  it.each(['other.html', '..%2f..%2fetc%2fpasswd', '__proto__', 'constructor', 'de', '%00', 'password_reset.html%00'])(
    '%s is none of them',
    async (name) => {
      expect((await get(`/parse/apps/${name}`)).status).toBe(404);
    },
  );
});

describe('SEC pages guard the values they show', () => {
  const EVERY = [
    `${VERIFY}?token=${TOKEN}`,
    `${RESET}?token=${TOKEN}`,
    '/parse/apps/password_reset_success.html',
    '/parse/apps/no/verify_email',
  ];

  it.each(EVERY)('no frame, no script, no referrer, nothing kept: %s', async (path) => {
    const { headers, text } = await get(path);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        `default-src 'none'; style-src 'self'; img-src 'none'; form-action 'self'${path.includes('/no/') ? '' : ' https://api.example'}; ` +
        "frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
    expect(text).not.toMatch(/<script|javascript:|\son\w+=/i);
  });

  const HOSTILE = [
    '"><script>alert(1)</script>',
    "' onfocus='alert(1)",
    '</title><script>alert(1)</script>',
    'javascript:alert(1)',
    'x\r\nSet-Cookie: a=b',
    '{{appName}}',
    '\u0000\u2028',
    '😀'.repeat(200),
  ];

  it.each(HOSTILE)('%j in every parameter comes out as text, or not at all', async (hostile) => {
    gateway.declare(APP, { name: hostile });
    answerWith('auth.verify-email', { verified: false });
    answerWith('auth.reset-password', { outcome: 'refused', code: 142, message: hostile });
    const query = new URLSearchParams(
      Object.fromEntries(
        ['token', 'username', 'error', 'locale', 'appName', 'publicServerUrl', 'app', hostile].map((name) => [name, hostile]),
      ),
    ).toString();
    const answers = await Promise.all([
      get(`${VERIFY}?${query}`),
      get(`${RESET}?${query}`),
      get(`/parse/apps/password_reset_success.html?appId=${APP}&${query}`),
      get(`/parse/apps/choose_password?id=${APP}&${query}`),
      get(`/parse/apps/${encodeURIComponent(hostile)}/verify_email?${query}`),
      post(`${RESET}?${query}`, { token: hostile, new_password: hostile, username: hostile, confirm: hostile }),
      post(`${RESEND}?${query}`, { username: hostile, token: hostile }),
    ]);
    for (const { status, text, headers } of answers) {
      expect([200, 303, 400, 403]).toContain(status);
      expect(text).not.toMatch(/<script|<img|\son\w+=['"]?alert|href="javascript/i);
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['x-parse-page-param-locale'] ?? 'en').toBe('en');
      if (status === 303) expect(headers.location).toMatch(/^https:\/\/api\.example\/parse\/apps\/\w+\.html\?appId=test&locale=en$/);
    }
  });

  it('no answer but the form has the token in it, and no address has', async () => {
    const answers = [
      await get(`${VERIFY}?token=${TOKEN}`),
      await post(RESEND, { token: TOKEN }),
      await post(RESET, { token: TOKEN, new_password: 'pw' }),
    ];
    for (const { text, headers } of answers) expect(JSON.stringify({ text, headers })).not.toContain(TOKEN);
  });

  it('page parameters are in header fields, percent-encoded', async () => {
    const { headers } = await get(`${RESET}?token=${TOKEN}`);
    expect(headers).toMatchObject({
      'x-parse-page-param-appid': APP,
      'x-parse-page-param-appname': 'M%C3%BChle%20%26%20S%C3%B6hne',
      'x-parse-page-param-token': TOKEN,
      'x-parse-page-param-locale': 'en',
      'x-parse-page-param-publicserverurl': encodeURIComponent(PUBLIC_URL),
    });
    expect(headers['x-parse-page-param-error']).toBeUndefined();
  });

  it.each([
    ['POST', VERIFY],
    ['GET', RESEND],
    ['PUT', RESET],
    ['DELETE', RESET],
    ['PATCH', VERIFY],
    ['POST', '/parse/apps/choose_password'],
    ['DELETE', '/parse/apps/password_reset_success.html'],
    ['PROPFIND', RESET],
  ])('OBJ-46 the wrong verb %s %s is an unknown route', async (method, path) => {
    const { status, json } = await ask(gateway.url, path, { method });
    expect([status, json.code, asked()]).toEqual([404, 108, []]);
  });

  it('a verb in the body counts for nothing', async () => {
    const { status } = await post(RESET, { _method: 'GET', token: TOKEN, new_password: 'pw' });
    expect([status, asked()]).toEqual([303, [['auth.reset-password', { token: TOKEN, password: 'pw' }]]]);
  });

  it.each(['unknown', '__proto__', 'a b', '%2e%2e', 'x'.repeat(200)])('the unknown app %s answers 403', async (id) => {
    for (const answer of [
      await get(`/parse/apps/${encodeURIComponent(id)}/verify_email?token=${TOKEN}`),
      await post(`/parse/apps/${encodeURIComponent(id)}/request_password_reset`, { token: TOKEN, new_password: 'pw' }),
      await get(`/parse/apps/password_reset_success.html?appId=${encodeURIComponent(id)}`),
    ])
      expect([answer.status, titleOf(answer)]).toEqual([403, 'There is nothing here']);
    expect(asked()).toEqual([]);
  });

  it('a form over 64 KB answers 413, one that cannot be read 400', async () => {
    const large = await post(RESET, { token: TOKEN, new_password: 'x'.repeat(65 << 10) });
    expect([large.status, titleOf(large)]).toEqual([413, 'This did not work']);
    const twice = await ask(gateway.url, RESET, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'token=a&token=b',
    });
    expect([twice.status, titleOf(twice)]).toEqual([400, 'This did not work']);
    const parts = await ask(gateway.url, RESET, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      body: '--x--',
    });
    expect(parts.status).toBe(400);
    expect((await get(`${VERIFY}?token=a&token=b`)).status).toBe(400);
    expect((await ask(gateway.url, RESET, { method: 'POST', body: { token: { $ne: null }, new_password: ['a'] } })).status).toBe(303);
    expect(asked()).toEqual([]);
  });

  it('pages have the CORS fields of their app', async () => {
    brandWith({}, { allowOrigin: ['https://own.example'] });
    expect((await get(`${RESET}?token=${TOKEN}`)).headers['access-control-allow-origin']).toBe('https://own.example');
  });
});

describe('faults behind the pages', () => {
  it('503 is a page that asks for patience, and says when to come back', async () => {
    failWith('auth.verify-email', new ParseError('ServiceUnavailable', 'nats at 10.0.0.7 is away'));
    const answer = await get(`${VERIFY}?token=${TOKEN}`, { 'Accept-Language': 'de' });
    expect([answer.status, titleOf(answer), answer.headers['retry-after']]).toEqual([
      503,
      'Bitte versuchen Sie es gleich noch einmal',
      '1',
    ]);
    expect(answer.text).not.toContain('10.0.0.7');
  });

  it('a fault of ours shows nothing but the name of the request', async () => {
    failWith('auth.check-reset-link', new Error('at /srv/app/reset.ts:7'));
    const answer = await get(`${RESET}?token=${TOKEN}`);
    expect([answer.status, titleOf(answer)]).toEqual([500, 'Please try again in a moment']);
    expect(answer.headers['x-request-id']).toBe(gateway.recorder.last.context.requestId);
    expect(answer.text).not.toContain('/srv');
  });

  it('too many requests and a passed deadline are told as they are', async () => {
    failWith('auth.resend-verification', new ParseError('RateLimited', 'Too many.'));
    expect((await post(RESEND, { username: 'ada' })).status).toBe(429);
    failWith('auth.reset-password', new ParseError('RequestTimeout', 'Too late.'));
    expect((await post(RESET, { token: TOKEN, new_password: 'pw' })).status).toBe(400);
  });
});

describe('limits on requests', () => {
  const limit = (requestPath: string, requestCount: number) =>
    appSettings.parse({ rateLimit: [{ requestPath, requestTimeWindow: 600_000, requestCount }] }).rateLimit;

  it('SEC-19 hold for pages and their forms, however they are spelled', async () => {
    gateway.declare('limited', { settings: { ...appSettings.parse({}), rateLimit: limit('/apps/:appId/request_password_reset', 2) } });
    const path = '/parse/apps/limited/request_password_reset';
    expect((await get(`${path}?token=${TOKEN}`)).status).toBe(200);
    expect((await post('/parse//Apps/limited/REQUEST_password_reset', { token: TOKEN, new_password: 'pw' })).status).toBe(303);
    const refused = await get(`${path}?token=${TOKEN}`);
    expect([refused.status, titleOf(refused)]).toEqual([429, 'Please try again in a moment']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const program = await post(path, { token: TOKEN, new_password: 'pw' }, { 'X-Requested-With': 'XMLHttpRequest' });
    expect([program.status, program.json.code]).toEqual([429, 100]);
    expect(asked()).toHaveLength(2);
  });

  it('SEC-19 on requests for verification hold for the page that asks for one', async () => {
    gateway.declare('mailed', { settings: { ...appSettings.parse({}), rateLimit: limit('/verificationEmailRequest', 1) } });
    const path = '/parse/apps/mailed/resend_verification_email';
    expect((await post(path, { username: 'ada' })).status).toBe(303);
    expect((await post(path, { username: 'ada' })).status).toBe(429);
    expect((await get(`/parse/apps/mailed/verify_email?token=${TOKEN}`)).status).toBe(200);
  });
});

describe('languages', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['&locale=fr', {}, 'fr', 'Choisissez un nouveau mot de passe'],
    ['&locale=de-AT', {}, 'de', 'Neues Passwort wählen'],
    ['', { 'Accept-Language': 'es-MX,es;q=0.9,en;q=0.8' }, 'es', 'Elija una contraseña nueva'],
    ['&locale=xx', { 'Accept-Language': 'zz' }, 'en', 'Choose a new password'],
    ['&locale=it', {}, 'it', 'Scegli'],
  ])('%s, %o', async (query, headers, locale, title) => {
    brandWith({ enableLocalization: true, texts: { it: { passwordResetTitle: 'Scegli' } } });
    const answer = await get(`${RESET}?token=${TOKEN}${query}`, headers);
    expect([titleOf(answer), answer.headers['x-parse-page-param-locale']]).toEqual([title, locale]);
    expect(answer.text).toContain(`<html lang="${locale}">`);
  });

  it('an asked one is kept from page to page', async () => {
    brandWith({ enableLocalization: true });
    const form = await get(`${RESET}?token=${TOKEN}&locale=fr`);
    const [, action = ''] = /action="(.*?)"/.exec(form.text) ?? [];
    expect(action).toBe(`${RESET}?locale=fr`);
    const { headers } = await post(action, { token: TOKEN, new_password: 'pw' });
    const result = await get(String(headers.location).replace(PUBLIC_URL, '/parse'));
    expect(titleOf(result)).toBe('Votre mot de passe a été changé');
  });

  it('without localisation all pages speak the fallback', async () => {
    brandWith({ localizationFallbackLocale: 'de' });
    expect(titleOf(await get(`${RESET}?token=${TOKEN}&locale=fr`, { 'Accept-Language': 'es' }))).toBe('Neues Passwort wählen');
  });
});

describe('the looks and texts of an app', () => {
  it('are on its pages, escaped, and the policy allows no more than they need', async () => {
    brandWith({
      brand: { logoUrl: 'https://cdn.example/logo.svg?a=1&b=2', accentColor: '#ffdd00', homeUrl: 'https://home.example/' },
      placeholders: { studio: '<b>Studio</b>' },
      texts: { en: { passwordResetText: 'Made by {{studio}} for {{appName}}.' } },
    });
    const { text, headers } = await get(`${RESET}?token=${TOKEN}`);
    expect(text).toContain('Made by &lt;b&gt;Studio&lt;/b&gt; for Mühle &amp; Söhne.');
    expect(text).toContain('<img src="https://cdn.example/logo.svg?a=1&amp;b=2" alt="Mühle &amp; Söhne" referrerpolicy="no-referrer">');
    expect(text).toContain('<a href="https://home.example/" rel="noreferrer">Back to Mühle &amp; Söhne</a>');
    const [, style = ''] = /<style>(.*?)<\/style>/.exec(text) ?? [];
    expect(style).toContain('--accent:#ffdd00;--on-accent:#000');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain(`style-src 'self' 'sha256-${hash('sha256', style, 'base64')}'; img-src https://cdn.example; `);
  });

  it('its own public address is where its pages lead', async () => {
    brandWith({}, { publicServerURL: 'https://müller.example/api/' });
    const { headers, text } = await get(`${RESET}?token=${TOKEN}`);
    expect(text).toContain(`action="/api/apps/${APP}/request_password_reset"`);
    expect(text).toContain('href="/api/apps/pages.css"');
    expect(headers['content-security-policy']).toContain("form-action 'self' https://xn--mller-kva.example;");
    expect(headers['x-parse-page-param-publicserverurl']).toBe(encodeURIComponent('https://xn--mller-kva.example/api'));
    const sent = await post(RESET, { token: TOKEN, new_password: 'pw' });
    expect(sent.headers.location).toBe(`https://xn--mller-kva.example/api/apps/password_reset_success.html?appId=${APP}&locale=en`);
  });

  it('pages of its own are led to, without the token, but for the form that needs it', async () => {
    const at = (name: string) => `https://own.example/${name}?lang=x`;
    brandWith({
      customUrls: {
        passwordReset: at('reset'),
        passwordResetSuccess: at('done'),
        emailVerificationSuccess: at('verified'),
        emailVerificationLinkInvalid: at('invalid'),
      },
    });
    const told = { appId: APP, appName: 'Mühle & Söhne', locale: 'en', publicServerUrl: PUBLIC_URL };
    const ledTo = ({ status, headers }: Answer) => {
      const url = new URL(String(headers.location));
      const { lang, ...parameters } = Object.fromEntries(url.searchParams);
      return [status, `${url.origin}${url.pathname}?lang=${lang}`, parameters];
    };
    expect(ledTo(await get(`${RESET}?token=${TOKEN}`))).toEqual([303, at('reset'), { ...told, token: TOKEN }]);
    expect(ledTo(await post(RESET, { token: TOKEN, new_password: 'pw' }))).toEqual([303, at('done'), told]);
    expect(ledTo(await get(`${VERIFY}?token=${TOKEN}`))).toEqual([303, at('verified'), told]);
    answerWith('auth.verify-email', { verified: false });
    expect(ledTo(await get(`${VERIFY}?token=${TOKEN}`))).toEqual([303, at('invalid'), told]);
    answerWith('auth.reset-password', { outcome: 'refused', code: 142, message: 'Too short.' });
    const refused = await post(RESET, { token: TOKEN, new_password: 'pw' });
    expect(ledTo(refused)).toEqual([303, at('reset'), { ...told, token: TOKEN, error: 'Too short.' }]);
    expect(refused.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    // Browsers ask the policy of the page with the form about where its answer leads, too.
    const built = await get(`/parse/apps/email_verification_link_invalid.html?appId=${APP}`);
    expect(built.headers['content-security-policy']).toContain("form-action 'self' https://api.example https://own.example;");
  });
});
