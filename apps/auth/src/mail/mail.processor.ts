import { PLATFORM } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { USER } from '@parlance/platform-classes';
import type { UnknownObject } from '@parlance/values';
import { encoded, type AccountRules, type Asker } from '../code/account-rules.ts';
import type { AppFunctions } from '../code/app-functions.ts';
import type { Throttle } from '@parlance/redis';
import type { AuthApp, AuthApps } from '../records/apps.ts';
import { bearerOf, type MailKind, newLink } from '../records/mail-links.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { UserRecord } from '../records/user-record.ts';
import { type MailTokenRules, newMailToken, planMailToken } from '../tokens/index.ts';
import { mayHaveMail } from './mail-allowance.ts';
import { ATTEMPT_MS_MAX, appOf, told } from './mail-attempt.ts';
import type { MailJob } from './mail-job.ts';
import type { Mailer } from './mailer.ts';
import { type Addressee, findAddressee } from './recipients.ts';
import { type DeploymentMail, type Sender, type SendingFunction, senderOf } from './sender.ts';
import { renderMail } from './templates.ts';

/** The outcome of a job; each of these ends it. */
export type MailOutcome = 'sent' | 'extended' | 'limited' | 'nobody' | 'not wanted' | 'app gone' | 'no sender' | 'no public address';

export interface MailParts {
  readonly apps: AuthApps;
  readonly objects: PlatformObjects;
  readonly mailer: Mailer;
  readonly rules: AccountRules;
  readonly functions: AppFunctions;
  readonly throttle: Throttle;
  readonly deployment: DeploymentMail;
}

/** How the mails of an app leave. */
interface Route {
  readonly app: AuthApp;
  readonly sender: Sender | SendingFunction;
  readonly serverUrl: string;
}

const LINK_PATHS = { verification: 'verify_email', 'password-reset': 'request_password_reset' } as const satisfies Record<MailKind, string>;

/**
 * Turns a job into a mail: finds whom it is for, makes the token, stores its digest, and sends. Every attempt makes a token of its own, so
 * that a job may run any number of times: the link that counts is the one in the last mail.
 */
export class MailProcessor {
  readonly #parts: MailParts;

  constructor(parts: MailParts) {
    this.#parts = parts;
  }

  /**
   * One attempt.
   *
   * @param markCounted keeps with the job that it was counted against the user's allowance
   * @throws whatever keeps the mail from being sent now, and may be over later
   */
  async process(job: MailJob, markCounted: () => Promise<void>): Promise<MailOutcome> {
    const { apps, objects, throttle } = this.#parts;
    const { app: appId, kind, requestId } = job;
    const context: RequestContext = { app: appId, identity: PLATFORM, deadline: Date.now() + ATTEMPT_MS_MAX, requestId };
    const app = await appOf(apps, context);
    if (app === undefined) return 'app gone';
    const route = this.#routeOf(app, job);
    if (typeof route === 'string') return route;
    const addressee = await findAddressee(objects, kind, job.recipient, context);
    if (addressee === undefined) return 'nobody';
    if (kind === 'verification' && addressee.user.emailVerified === true) return 'not wanted';
    if (kind === 'verification' && !(await told(this.#isWanted(job, addressee.user, { app, context })))) return 'not wanted';
    if (job.counted !== true) {
      if (await this.#extended(addressee.user, kind, linkRules(kind, app.settings), context)) return 'extended';
      if (!(await mayHaveMail(throttle, appId, addressee.user.objectId, kind))) return 'limited';
      await markCounted();
    }
    return this.#send(job, addressee, route, context);
  }

  #routeOf(app: AuthApp, { kind, serverUrl: deploymentUrl }: MailJob): Route | MailOutcome {
    const { verifyUserEmails, publicServerURL } = app.settings;
    if (kind === 'verification' && verifyUserEmails === false) return 'not wanted';
    const sender = senderOf(app, this.#parts.deployment);
    if (sender === undefined) return 'no sender';
    const serverUrl = publicServerURL ?? deploymentUrl;
    return serverUrl === undefined ? 'no public address' : { app, sender, serverUrl };
  }

  /** A function that decides about mails is asked about each, also about those that somebody asks for. */
  async #isWanted({ isAskedFor, byMaster = false }: MailJob, { shown }: UserRecord, asker: Asker): Promise<boolean> {
    const { rules } = this.#parts;
    const { verifyUserEmails, sendUserEmailVerification } = asker.app.settings;
    if (isAskedFor === true && typeof verifyUserEmails !== 'boolean') {
      if (!(await rules.verifiesEmail({ object: shown, resendRequest: true }, asker))) return false;
    }
    return typeof sendUserEmailVerification === 'boolean' || rules.sendsVerification(shown, byMaster, asker);
  }

  /** Where the app wants it, a link that still counts lives on, and no mail is sent. */
  async #extended({ objectId, links }: UserRecord, kind: MailKind, rules: MailTokenRules, context: RequestContext): Promise<boolean> {
    const { digest } = links[kind];
    const plan = planMailToken(links[kind], rules, new Date());
    if (plan.kind !== 'extend' || digest === undefined) return false;
    const link = newLink(kind, { digest, expiresAt: plan.expiresAt });
    return this.#parts.objects.noteIf(USER, objectId, link, bearerOf(kind, digest), context);
  }

  async #send(
    { kind, app: appId, locale }: MailJob,
    { user, address, meets }: Addressee,
    { app, sender, serverUrl }: Route,
    context: RequestContext,
  ): Promise<MailOutcome> {
    const { token, ...link } = newMailToken(linkRules(kind, app.settings).validitySeconds, new Date());
    const condition = kind === 'verification' ? { ...meets, emailVerified: { $ne: true } } : meets;
    const { objects, mailer } = this.#parts;
    if (!(await objects.noteIf(USER, user.objectId, newLink(kind, link), condition, context))) return 'not wanted';
    const values = {
      appName: app.name,
      link: `${serverUrl.replace(/\/$/, '')}/apps/${appId}/${LINK_PATHS[kind]}?token=${token}`,
      username: user.username ?? '',
      email: address,
    };
    const language = locale ?? app.settings.pages.localizationFallbackLocale;
    const mail = { to: address, ...renderMail(kind, language, app.settings.mail.templates, values) };
    if ('function' in sender) await this.#sendByFunction(sender, kind, { ...mail, ...values, locale: language }, user, { app, context });
    else await mailer.send(sender, mail);
    return 'sent';
  }

  async #sendByFunction(
    { function: name }: SendingFunction,
    kind: MailKind,
    mail: UnknownObject,
    { shown }: UserRecord,
    { app, context }: Asker,
  ): Promise<void> {
    const { from, replyTo } = app.settings.mail;
    const type = kind === 'verification' ? 'verification' : 'passwordReset';
    const parameters = { type, ...mail, from, replyTo, user: encoded(shown) };
    await told(this.#parts.functions.ask(name, parameters, context, ATTEMPT_MS_MAX));
  }
}

function linkRules(kind: MailKind, settings: SettingsOf<'auth'>): MailTokenRules {
  if (kind === 'verification') {
    return { validitySeconds: settings.emailVerifyTokenValidityDuration, reuseIfValid: settings.emailVerifyTokenReuseIfValid };
  }
  const { resetTokenValidityDuration, resetTokenReuseIfValid } = settings.passwordPolicy;
  return { validitySeconds: resetTokenValidityDuration, reuseIfValid: resetTokenReuseIfValid };
}
