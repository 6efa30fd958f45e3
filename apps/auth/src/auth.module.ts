import { availableParallelism } from 'node:os';
import { Module, type DynamicModule } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { auth } from '@parlance/contracts';
import { Outbound } from '@parlance/outbound';
import { Queues, queuesHandler } from '@parlance/queues';
import { Counters } from '@parlance/redis';
import { healthHandler, PROCESS_FACTS, type ProcessFacts } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { AuthLifetime } from './auth-lifetime.ts';
import { AccountRules } from './code/account-rules.ts';
import { AppFunctions } from './code/app-functions.ts';
import { UserTriggers } from './code/user-triggers.ts';
import { ChallengeHandler } from './challenge/challenge.handler.ts';
import { EmailVerificationHandler } from './email-verification/email-verification.handler.ts';
import { AddressThrottle } from './log-in/address-throttle.ts';
import { PasswordCheck } from './log-in/check-password.ts';
import { CountedNames } from './log-in/counted-names.ts';
import { LogInHandler } from './log-in/log-in.handler.ts';
import { VainHashes } from './log-in/vain-hashes.ts';
import { UserVerification } from './log-in/verify-user.ts';
import { CustomAccounts } from './linked-accounts/custom-accounts.ts';
import { LinkedAccounts } from './linked-accounts/linked-accounts.ts';
import { CodeMailDelivery } from './mail/code-mail-delivery.ts';
import { CODE_MAIL_DELIVERY } from './mail/code-mail-job.ts';
import { CodeMails } from './mail/code-mails.ts';
import { CodeMailsHandler } from './mail/code-mails.handler.ts';
import { MailDelivery } from './mail/mail-delivery.ts';
import { ExportMailHandler } from './mail/export-mail.handler.ts';
import { ExportSender } from './mail/export-sender.ts';
import { MAIL_DELIVERY } from './mail/mail-job.ts';
import { Mailer } from './mail/mailer.ts';
import { Mails } from './mail/mails.ts';
import { PasswordResetHandler } from './password-reset/password-reset.handler.ts';
import { hashingBounds, PasswordHasher } from './passwords/index.ts';
import { KeySets } from './providers/index.ts';
import { AuthApps } from './records/apps.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { SecondFactor } from './second-factor/second-factor.ts';
import { Bearers } from './sessions/bearers.ts';
import { IdentifyHandler } from './sessions/identify.handler.ts';
import { OwnSessionHandler } from './sessions/own-session.handler.ts';
import { Roles } from './sessions/roles.ts';
import { Sessions } from './sessions/sessions.ts';
import type { AuthSettings } from './settings.ts';
import { UsersHandler } from './administration/users.handler.ts';
import { AccountLogIn } from './users/account-log-in.ts';
import { NewPasswords } from './users/new-password.ts';
import { NewUsers } from './users/new-users.ts';
import { OwnViews } from './users/own-views.ts';
import { RemoveUserHandler } from './users/remove-user.handler.ts';
import { SignUpHandler } from './users/sign-up.handler.ts';
import { UpdateUserHandler } from './users/update-user.handler.ts';
import { UserChanges } from './users/user-changes.ts';
import { UserSaves } from './users/user-saves.ts';
import { UserWrites } from './users/user-writes.ts';

/** The auth service: users, sessions and roles by the rules of the contract. Needs BUS and LOGGER from a global module. */
@Module({})
export class AuthModule {
  static register(settings: AuthSettings): DynamicModule {
    const ttlMs = settings.PARLANCE_AUTH_CACHE_TTL_MS;
    const deployment = { smtpUrl: settings.PARLANCE_SMTP_URL, from: settings.PARLANCE_MAIL_FROM };
    const hasher = new PasswordHasher(hashingBounds(availableParallelism(), settings.UV_THREADPOOL_SIZE));
    return {
      module: AuthModule,
      controllers: [
        IdentifyHandler,
        OwnSessionHandler,
        SignUpHandler,
        LogInHandler,
        ChallengeHandler,
        UpdateUserHandler,
        RemoveUserHandler,
        EmailVerificationHandler,
        PasswordResetHandler,
        CodeMailsHandler,
        UsersHandler,
        ExportMailHandler,
        queuesHandler('auth', auth),
        healthHandler(auth.health),
      ],
      providers: [
        { provide: PasswordHasher, useValue: hasher },
        { provide: Outbound, useFactory: () => new Outbound({ allowedAddresses: settings.PARLANCE_OUTBOUND_ALLOWED }) },
        { provide: KeySets, inject: [Outbound], useFactory: (outbound: Outbound) => new KeySets(outbound) },
        {
          provide: LinkedAccounts,
          inject: [PlatformObjects, Outbound, KeySets, CustomAccounts],
          useFactory: (...parts: ConstructorParameters<typeof LinkedAccounts>) => new LinkedAccounts(...parts),
        },
        {
          provide: CustomAccounts,
          inject: [AppFunctions],
          useFactory: (functions: AppFunctions) => new CustomAccounts(functions),
        },
        {
          provide: SecondFactor,
          inject: [PlatformObjects, Outbound],
          useFactory: (objects: PlatformObjects, outbound: Outbound) => new SecondFactor(objects, outbound),
        },
        {
          provide: NewUsers,
          inject: [PlatformObjects, Sessions, NewPasswords, Mails, UserSaves, AccountRules],
          useFactory: (...parts: ConstructorParameters<typeof NewUsers>) => new NewUsers(...parts),
        },
        {
          provide: UserSaves,
          inject: [BUS, PlatformObjects],
          useFactory: (bus: Bus, objects: PlatformObjects) => new UserSaves(bus, objects),
        },
        {
          provide: UserChanges,
          inject: [NewPasswords, AccountRules],
          useFactory: (passwords: NewPasswords, rules: AccountRules) => new UserChanges(passwords, rules),
        },
        {
          provide: OwnViews,
          inject: [BUS, PlatformObjects, CustomAccounts],
          useFactory: (...parts: ConstructorParameters<typeof OwnViews>) => new OwnViews(...parts),
        },
        { provide: NewPasswords, inject: [AccountRules], useFactory: (rules: AccountRules) => new NewPasswords(hasher, rules) },
        { provide: AccountRules, inject: [AppFunctions], useFactory: (functions: AppFunctions) => new AccountRules(functions) },
        {
          provide: UserWrites,
          inject: [PlatformObjects, SecondFactor],
          useFactory: (objects: PlatformObjects, secondFactor: SecondFactor) => new UserWrites(objects, secondFactor),
        },
        {
          provide: AccountLogIn,
          inject: [LinkedAccounts, SecondFactor, NewUsers, Sessions, AddressThrottle, PlatformObjects, UserTriggers, CustomAccounts],
          useFactory: (...parts: ConstructorParameters<typeof AccountLogIn>) => new AccountLogIn(...parts),
        },
        { provide: AppFunctions, inject: [BUS], useFactory: (bus: Bus) => new AppFunctions(bus) },
        {
          provide: UserTriggers,
          inject: [BUS, PlatformObjects, Sessions],
          useFactory: (...parts: ConstructorParameters<typeof UserTriggers>) => new UserTriggers(...parts),
        },
        {
          provide: Queues,
          inject: [BUS, LOGGER, PROCESS_FACTS],
          useFactory: ({ prefix }: Bus, logger: Logger, facts: ProcessFacts) => {
            const queues = new Queues({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-auth-queues', logger });
            facts.backlogs('auth', 'queue', 'queues of mails', () => queues.depths());
            facts.server('auth', 'redis', () => queues.ping());
            return queues;
          },
        },
        {
          provide: ExportSender,
          inject: [Mailer, AppFunctions],
          useFactory: (mailer: Mailer, functions: AppFunctions) => new ExportSender(mailer, functions, deployment),
        },
        { provide: Mailer, inject: [Outbound], useFactory: (outbound: Outbound) => new Mailer(outbound) },
        {
          provide: MailDelivery,
          inject: [Queues, AuthApps, PlatformObjects, Mailer, AccountRules, AppFunctions, Counters, LOGGER],
          useFactory: (
            queues: Queues,
            apps: AuthApps,
            objects: PlatformObjects,
            mailer: Mailer,
            rules: AccountRules,
            functions: AppFunctions,
            counters: Counters,
            logger: Logger,
          ) =>
            new MailDelivery(queues, { apps, objects, mailer, rules, functions, throttle: counters.throttle('mails'), deployment }, logger),
        },
        {
          provide: Mails,
          inject: [Queues, Counters, LOGGER],
          useFactory: (queues: Queues, counters: Counters, logger: Logger) =>
            new Mails({
              queue: queues.producer(MAIL_DELIVERY),
              deployment,
              throttle: counters.throttle('asked-mails'),
              windowSeconds: settings.PARLANCE_MAIL_WINDOW_SECONDS,
              logger,
            }),
        },
        {
          provide: CodeMailDelivery,
          inject: [Queues, AuthApps, Mailer, AppFunctions, LOGGER],
          useFactory: (queues: Queues, apps: AuthApps, mailer: Mailer, functions: AppFunctions, logger: Logger) =>
            new CodeMailDelivery(queues, { apps, mailer, functions, deployment }, logger),
        },
        {
          provide: CodeMails,
          inject: [Queues, Counters],
          useFactory: (queues: Queues, counters: Counters) =>
            new CodeMails({
              queue: queues.producer(CODE_MAIL_DELIVERY),
              deployment,
              throttle: counters.throttle('code-mails'),
              perHourMax: settings.PARLANCE_CODE_MAILS_PER_HOUR,
            }),
        },
        { provide: PlatformObjects, inject: [BUS], useFactory: (bus: Bus) => new PlatformObjects(bus, 'auth') },
        { provide: AuthApps, inject: [BUS], useFactory: (bus: Bus) => new AuthApps(bus, ttlMs) },
        {
          provide: Bearers,
          inject: [AuthApps, PlatformObjects, Sessions, Roles],
          useFactory: (...parts: ConstructorParameters<typeof Bearers>) => new Bearers(...parts),
        },
        {
          provide: Sessions,
          inject: [PlatformObjects, BUS],
          useFactory: (objects: PlatformObjects, bus: Bus) => new Sessions(objects, bus),
        },
        {
          provide: Roles,
          inject: [PlatformObjects, BUS],
          useFactory: (objects: PlatformObjects, bus: Bus) =>
            new Roles(objects, bus, { entriesMax: settings.PARLANCE_AUTH_ROLES_MAX, ttlMs }),
        },
        {
          provide: PasswordCheck,
          inject: [PlatformObjects, Counters],
          useFactory: (objects: PlatformObjects, counters: Counters) =>
            new PasswordCheck(objects, hasher, new CountedNames(counters.notes('log-in-names')), new VainHashes(objects)),
        },
        {
          provide: UserVerification,
          inject: [PlatformObjects, PasswordCheck, AccountRules],
          useFactory: (...parts: ConstructorParameters<typeof UserVerification>) => new UserVerification(...parts),
        },
        {
          provide: Counters,
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Counters({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-auth', logger }),
        },
        {
          provide: AddressThrottle,
          inject: [Counters],
          useFactory: (counters: Counters) => new AddressThrottle(counters.throttle('log-in-failures')),
        },
        {
          provide: AuthLifetime,
          inject: [AuthApps, Roles, Outbound],
          useFactory: (apps: AuthApps, roles: Roles, outbound: Outbound) => new AuthLifetime([apps, roles], outbound),
        },
      ],
    };
  }
}
