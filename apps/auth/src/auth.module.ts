import { availableParallelism } from 'node:os';
import { Module, type DynamicModule } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { auth } from '@parlance/contracts';
import { Outbound } from '@parlance/outbound';
import { Queues } from '@parlance/queues';
import { Counters } from '@parlance/redis';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { AuthLifetime } from './auth-lifetime.ts';
import { ChallengeHandler } from './challenge/challenge.handler.ts';
import { EmailVerificationHandler } from './email-verification/email-verification.handler.ts';
import { AddressThrottle } from './log-in/address-throttle.ts';
import { PasswordCheck } from './log-in/check-password.ts';
import { CountedNames } from './log-in/counted-names.ts';
import { LogInHandler } from './log-in/log-in.handler.ts';
import { VainHashes } from './log-in/vain-hashes.ts';
import { UserVerification } from './log-in/verify-user.ts';
import { LinkedAccounts } from './linked-accounts/linked-accounts.ts';
import { MailDelivery } from './mail/mail-delivery.ts';
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
import { AccountLogIn } from './users/account-log-in.ts';
import { NewUsers } from './users/new-users.ts';
import { RemoveUserHandler } from './users/remove-user.handler.ts';
import { SignUpHandler } from './users/sign-up.handler.ts';
import { UpdateUserHandler } from './users/update-user.handler.ts';
import { UserChanges } from './users/user-changes.ts';
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
        healthHandler(auth.health),
      ],
      providers: [
        { provide: PasswordHasher, useValue: hasher },
        { provide: Outbound, useFactory: () => new Outbound({ allowedAddresses: settings.PARLANCE_OUTBOUND_ALLOWED }) },
        { provide: KeySets, inject: [Outbound], useFactory: (outbound: Outbound) => new KeySets(outbound) },
        {
          provide: LinkedAccounts,
          inject: [PlatformObjects, Outbound, KeySets],
          useFactory: (objects: PlatformObjects, outbound: Outbound, keys: KeySets) => new LinkedAccounts(objects, outbound, keys),
        },
        {
          provide: SecondFactor,
          inject: [PlatformObjects, Outbound],
          useFactory: (objects: PlatformObjects, outbound: Outbound) => new SecondFactor(objects, outbound),
        },
        {
          provide: NewUsers,
          inject: [PlatformObjects, Sessions, Mails],
          useFactory: (objects: PlatformObjects, sessions: Sessions, mails: Mails) => new NewUsers(objects, sessions, hasher, mails),
        },
        {
          provide: UserChanges,
          inject: [LinkedAccounts],
          useFactory: (accounts: LinkedAccounts) => new UserChanges(accounts, hasher),
        },
        {
          provide: UserWrites,
          inject: [PlatformObjects, SecondFactor],
          useFactory: (objects: PlatformObjects, secondFactor: SecondFactor) => new UserWrites(objects, secondFactor),
        },
        {
          provide: AccountLogIn,
          inject: [LinkedAccounts, SecondFactor, NewUsers, Sessions, AddressThrottle, PlatformObjects],
          useFactory: (...parts: ConstructorParameters<typeof AccountLogIn>) => new AccountLogIn(...parts),
        },
        {
          provide: Queues,
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Queues({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-auth-queues', logger }),
        },
        { provide: Mailer, inject: [Outbound], useFactory: (outbound: Outbound) => new Mailer(outbound) },
        {
          provide: MailDelivery,
          inject: [Queues, AuthApps, PlatformObjects, Mailer, Counters, LOGGER],
          useFactory: (queues: Queues, apps: AuthApps, objects: PlatformObjects, mailer: Mailer, counters: Counters, logger: Logger) =>
            new MailDelivery(queues, { apps, objects, mailer, throttle: counters.throttle('mails'), deployment }, logger),
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
          inject: [PlatformObjects, PasswordCheck],
          useFactory: (objects: PlatformObjects, passwords: PasswordCheck) => new UserVerification(objects, passwords),
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
