import { MODES, startMailbox, startParlance, type Mailbox, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PASSWORD, PATIENT, signUp, verdict } from './accounts.ts';

const SETTINGS = {
  ...PATIENT,
  verifyUserEmails: true,
  passwordPolicy: { validatorPattern: '^.{10,}$', validationError: 'Ten letters <at least>, please.' },
};
const BRANDED = {
  ...SETTINGS,
  pages: {
    enableLocalization: true,
    localizationFallbackLocale: 'de',
    brand: { logoUrl: 'https://cdn.example/logo.png', accentColor: '#b4005a', homeUrl: 'https://game.example/' },
    placeholders: { studio: 'Kranich & Co' },
    texts: { it: { passwordResetTitle: 'Scegli una password per {{appName}}' }, de: { passwordResetSuccessText: 'Gruß von {{studio}}' } },
  },
};
/** Each request for a mail is one, however soon it follows another. */
const AT_ONCE = { PARLANCE_MAIL_WINDOW_SECONDS: '0' };
/** The address of a user that no other test has. */
let count = 0;
const newAddress = () => `reader${(count += 1)}@example.com`;

describe.each(MODES)('pages of mailed links, %s', (mode) => {
  let mailbox: Mailbox;
  let parlance: Parlance;
  beforeAll(async () => {
    mailbox = await startMailbox();
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', settings: SETTINGS },
        { id: 'branded', settings: BRANDED },
      ],
      env: { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example', ...AT_ONCE },
    });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  const branded = (): RestOptions => ({ app: parlance.app('branded') });

  /** A user with an address, and the link of their verification. */
  async function newUser(options: RestOptions = {}) {
    const email = newAddress();
    const user = await signUp(parlance, { email }, options);
    const [verification = ''] = (await mailbox.waitForMail(email)).links;
    return { ...user, email, verification };
  }

  /** The link to a new password, by mail. */
  async function resetLink(email: string, options: RestOptions = {}): Promise<string> {
    const nth = mailbox.mailsTo(email).length + 1;
    const { status } = await parlance.rest('POST', '/requestPasswordReset', { email }, options);
    expect(status).toBe(200);
    return (await mailbox.waitForMail(email, nth)).links[0] ?? '';
  }

  const logIn = async (username: string, password: string) => verdict(await parlance.rest('POST', '/login', { username, password }));
  const isVerified = async (id: string) => (await parlance.masterRest('GET', `/users/${id}`)).body.emailVerified as boolean | undefined;

  it('USR-24 USR-25 SEC-37 goes from the mail by the link and the form to a new password', async () => {
    const { username, token, email } = await newUser();
    const link = await resetLink(email);
    expect(link.startsWith(`${parlance.url}/apps/test/request_password_reset?token=`)).toBe(true);
    const form = await open(link);
    expect([form.status, form.title]).toEqual([200, 'Choose a new password']);
    expect((await open(link)).title).toBe('Choose a new password'); // looking at it spends nothing

    const done = await form.submit({ new_password: 'another password', confirm: 'another password' });
    expect([done.status, done.title]).toEqual([200, 'Your password has been changed']);
    expect(done.url).not.toContain('token');
    expect(await logIn(username, 'another password')).toEqual([200, 0]);
    expect(await logIn(username, PASSWORD)).toEqual([404, 101]);
    expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(token)))).toEqual([400, 209]);

    expect((await open(link)).title).toBe('This link is no longer valid');
    const again = await form.submit({ new_password: 'a third password', confirm: 'a third password' });
    expect(again.title).toBe('This link is no longer valid');
    expect(await logIn(username, 'a third password')).toEqual([404, 101]);
  });

  it('USR-28 a password that the policy refuses keeps the link good', async () => {
    const { username, email } = await newUser();
    const form = await open(await resetLink(email));
    const refused = await form.submit({ new_password: 'short', confirm: 'short' });
    expect([refused.status, refused.title]).toEqual([400, 'Choose a new password']);
    expect(refused.text).toContain('Ten letters &lt;at least&gt;, please.');
    const differing = await refused.submit({ new_password: 'long enough', confirm: 'something else' });
    expect(differing.text).toContain('The two passwords are not the same.');
    const done = await differing.submit({ new_password: 'long enough', confirm: 'long enough' });
    expect(done.title).toBe('Your password has been changed');
    expect(await logIn(username, 'long enough')).toEqual([200, 0]);
  });

  it('a program gets the outcomes as JSON', async () => {
    const { username, email } = await newUser();
    const link = new URL(await resetLink(email));
    const token = link.searchParams.get('token') ?? '';
    const send = async (form: Record<string, string>) => {
      const headers = { 'X-Requested-With': 'XMLHttpRequest' };
      const answer = await fetch(link.origin + link.pathname, { method: 'POST', headers, body: new URLSearchParams(form) });
      return [answer.status, await answer.json()];
    };
    expect(await send({ token })).toEqual([400, { code: 201, error: 'Missing password' }]);
    expect(await send({ token, new_password: 'short' })).toEqual([400, { code: -1, error: 'Ten letters <at least>, please.' }]);
    expect(await send({ token, new_password: 'long enough' })).toEqual([200, 'Password successfully reset']);
    expect(await send({ token, new_password: 'long enough too' })).toEqual([400, { code: -1, error: expect.stringContaining('invalid') }]);
    expect(await logIn(username, 'long enough')).toEqual([200, 0]);
  });

  it('USR-18 opening the link verifies the address, once', async () => {
    const { id, verification } = await newUser();
    expect(await isVerified(id)).toBe(false);
    const page = await open(verification);
    expect([page.status, page.title, page.headers.get('x-parse-page-param-appid')]).toEqual([
      200,
      'Your e-mail address is verified',
      'test',
    ]);
    expect(await isVerified(id)).toBe(true);
    expect((await open(verification)).title).toBe('This link is invalid or has expired');
  });

  it('USR-20 a link that a newer one has replaced sends another, by name', async () => {
    const { id, username, verification, token } = await newUser();
    const email = newAddress();
    await parlance.rest('PUT', `/users/${id}`, { email }, as(token));
    await mailbox.waitForMail(email);
    const stale = await open(verification);
    expect(stale.title).toBe('This link is invalid or has expired');
    expect(await isVerified(id)).toBe(false);
    const sent = await stale.submit({ username }, 'username');
    expect([sent.status, sent.title]).toEqual([200, 'A mail is on its way']);
    const [link = ''] = (await mailbox.waitForMail(email, 2)).links;
    expect((await open(link)).title).toBe('Your e-mail address is verified');
    expect(await isVerified(id)).toBe(true);
  });

  it('SEC a name that nobody has is answered as any other', async () => {
    const { username } = await newUser();
    const page = await open(`${parlance.url}/apps/email_verification_link_invalid.html?appId=test`);
    const [known, unknown] = [await page.submit({ username }), await page.submit({ username: 'nobody at all' })];
    expect([unknown.status, unknown.url, unknown.text]).toEqual([known.status, known.url, known.text]);
  });

  it('mails speak the language that the client asks for, where the app speaks several', async () => {
    const asked = (language: string, options: RestOptions = {}) => ({ ...options, headers: { 'Accept-Language': language } });
    const subjectOf = async (options: RestOptions) => {
      const email = newAddress();
      await signUp(parlance, { email }, options);
      return (await mailbox.waitForMail(email)).subject;
    };
    expect(await subjectOf(asked('fr-CA,fr;q=0.9', branded()))).toContain('Veuillez confirmer');
    expect(await subjectOf(asked('xx', branded()))).toContain('Bitte bestätigen');
    expect(await subjectOf(asked('fr'))).toContain('Please verify');
  });

  it('an app has its own looks, texts and languages', async () => {
    const { email } = await newUser(branded());
    const link = await resetLink(email, branded());
    const italian = await open(`${link}&locale=it`);
    expect(italian.title).toContain('Scegli una password per');
    expect(italian.text).toContain('<img src="https://cdn.example/logo.png"');
    expect(italian.headers.get('content-security-policy')).toContain('img-src https://cdn.example;');
    expect((await open(link, { 'Accept-Language': 'fr-CA,fr;q=0.9' })).title).toBe('Choisissez un nouveau mot de passe');
    const done = await (await open(link)).submit({ new_password: 'long enough', confirm: 'long enough' });
    expect([done.title, done.text.includes('Gruß von Kranich &amp; Co')]).toEqual(['Ihr Passwort ist geändert', true]);
  });

  it('pages of its own are led to when the app says so', async () => {
    const { email } = await newUser(branded());
    const link = await resetLink(email, branded());
    const token = new URL(link).searchParams.get('token');
    const pages = { customUrls: { passwordReset: 'https://game.example/reset' } };
    const other = await parlance.masterRest('PATCH', '/settings', { pages }, branded());
    // Settings that the apps file declares stay; an app that declares nothing of its pages is changed while it runs.
    expect(other.status).toBe(400);
    const changed = await parlance.masterRest('PATCH', '/settings', { pages });
    expect(changed.status).toBe(200);
    const own = await newUser();
    const ownLink = await resetLink(own.email);
    await expect
      .poll(async () => (await fetch(ownLink, { redirect: 'manual' })).headers.get('location'), { timeout: 10_000 })
      .toMatch(/^https:\/\/game\.example\/reset\?token=\w+&appId=test&/);
    await parlance.masterRest('PATCH', '/settings', { pages: null });
    expect((await open(`${link}&x=${token}`)).status).toBe(200);
  });

  it.each(['"><script>alert(1)</script>', "' onload='alert(1)", '{"$ne":null}', 'a\r\nSet-Cookie: a=b', '\ud83d\ude00'])(
    'SEC %j in every parameter comes out as text, or not at all',
    async (hostile) => {
      const names = ['token', 'username', 'new_password', 'confirm', 'locale', 'error', 'appId', 'id'];
      const every = new URLSearchParams(names.map((name): [string, string] => [name, hostile])).toString();
      const id = encodeURIComponent(hostile);
      for (const [method, path] of [
        ['GET', '/apps/test/verify_email'],
        ['GET', '/apps/test/request_password_reset'],
        ['POST', '/apps/test/request_password_reset'],
        ['POST', '/apps/test/resend_verification_email'],
        ['GET', `/apps/${id}/verify_email`],
        ['GET', `/apps/${id}`],
        ['GET', '/apps/password_reset_success.html'],
        ['GET', '/apps/choose_password'],
      ] as const) {
        const answer = await fetch(`${parlance.url}${path}?${every}`, {
          method,
          redirect: 'manual',
          ...(method === 'POST' ? { body: new URLSearchParams(every) } : {}),
        });
        const text = await answer.text();
        expect([path, [200, 303, 400, 403, 404].includes(answer.status)]).toEqual([path, true]);
        if (answer.headers.get('content-type')?.startsWith('text/html') === true) expect(text).not.toMatch(/<script|\sonload='/);
        expect(answer.headers.get('set-cookie')).toBeNull();
        if (answer.status === 303) expect(answer.headers.get('location')?.startsWith(`${parlance.url}/apps/`)).toBe(true);
      }
    },
  );

  it('wrong verbs are unknown routes, unknown apps are refused', async () => {
    const status = async (method: string, path: string) => (await fetch(parlance.url + path, { method })).status;
    for (const [method, path] of [
      ['POST', '/apps/test/verify_email'],
      ['GET', '/apps/test/resend_verification_email'],
      ['DELETE', '/apps/test/request_password_reset'],
      ['POST', '/apps/choose_password'],
    ] as const)
      expect([method, path, await status(method, path)]).toEqual([method, path, 404]);
    expect(await status('GET', '/apps/unknown/verify_email?token=a')).toBe(403);
    expect(await status('POST', '/apps/unknown/request_password_reset')).toBe(403);
  });
});

interface OpenPage {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
  readonly title: string | undefined;
  /** Fills the form in and sends it as a browser without script does, hidden fields included; of several the one with that field. */
  submit(fields: Record<string, string>, field?: string): Promise<OpenPage>;
}

/** Opens a page as a browser does, which follows where it is led. */
async function open(url: string, headers: Record<string, string> = {}, body?: URLSearchParams): Promise<OpenPage> {
  const answer = await fetch(url, { headers, ...(body === undefined ? {} : { method: 'POST', body }) });
  const text = await answer.text();
  const forms = text.match(/<form [\s\S]*?<\/form>/g) ?? [];
  return {
    status: answer.status,
    url: answer.url,
    headers: answer.headers,
    text,
    title: /<h1>(.*?)<\/h1>/.exec(text)?.[1],
    submit: (fields, field) => {
      const form = forms.find((markup) => field === undefined || markup.includes(`name="${field}"`)) ?? '';
      const action = /action="(.*?)"/.exec(form)?.[1] ?? '';
      const hidden = [...form.matchAll(/<input type="hidden" name="(.*?)" value="(.*?)">/g)].map(
        ([, name = '', value = '']): [string, string] => [name, value],
      );
      return open(new URL(action, answer.url).href, headers, new URLSearchParams([...hidden, ...Object.entries(fields)]));
    },
  };
}
