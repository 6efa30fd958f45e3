import { availableParallelism } from 'node:os';
import { Module, type DynamicModule } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { Outbound } from '@parlance/outbound';
import { connectRedis, type Redis, Throttle } from '@parlance/redis';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { AuthLifetime } from './auth-lifetime.ts';
import { ChallengeHandler } from './challenge/challenge.handler.ts';
import { COUNTERS } from './counters.ts';
import { EmailVerificationHandler } from './email-verification/email-verification.handler.ts';
import { HealthHandler } from './health/health.handler.ts';
import { AddressThrottle } from './log-in/address-throttle.ts';
import { PasswordCheck } from './log-in/check-password.ts';
import { LogInHandler } from './log-in/log-in.handler.ts';
import { UserVerification } from './log-in/verify-user.ts';
import { LinkedAccounts } from './linked-accounts/linked-accounts.ts';
import { MailLifetime } from './mail/mail-lifetime.ts';
import { Mails } from './mail/mails.ts';
import { PasswordResetHandler } from './password-reset/password-reset.handler.ts';
import { hashingBounds, PasswordHasher } from './passwords/index.ts';
import { KeySets } from './providers/index.ts';
import { AuthApps } from './records/apps.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { SecondFactor } from './second-factor/second-factor.ts';
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
        HealthHandler,
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
          provide: MailLifetime,
          inject: [AuthApps, PlatformObjects, COUNTERS, LOGGER, BUS],
          useFactory: (apps: AuthApps, objects: PlatformObjects, counters: Redis, logger: Logger, { prefix }: Bus) =>
            new MailLifetime({ apps, objects, counters, logger }, { redisUrl: settings.REDIS_URL, prefix, deployment }),
        },
        {
          provide: Mails,
          inject: [MailLifetime, LOGGER],
          useFactory: ({ queue }: MailLifetime, logger: Logger) => new Mails(queue, deployment, logger),
        },
        { provide: PlatformObjects, inject: [BUS], useFactory: (bus: Bus) => new PlatformObjects(bus, 'auth') },
        { provide: AuthApps, inject: [BUS], useFactory: (bus: Bus) => new AuthApps(bus, ttlMs) },
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
        { provide: PasswordCheck, inject: [PlatformObjects], useFactory: (objects: PlatformObjects) => new PasswordCheck(objects, hasher) },
        {
          provide: UserVerification,
          inject: [PlatformObjects, PasswordCheck],
          useFactory: (objects: PlatformObjects, passwords: PasswordCheck) => new UserVerification(objects, passwords),
        },
        {
          provide: COUNTERS,
          inject: [LOGGER],
          useFactory: (logger: Logger) => connectRedis(settings.REDIS_URL, 'counters', { name: 'parlance-auth', logger }),
        },
        {
          provide: AddressThrottle,
          inject: [COUNTERS, BUS, LOGGER],
          useFactory: (redis: Redis, { prefix }: Bus, logger: Logger) =>
            new AddressThrottle(new Throttle({ redis, prefix, name: 'log-in-failures', logger })),
        },
        {
          provide: AuthLifetime,
          inject: [AuthApps, Roles, Outbound, COUNTERS],
          useFactory: (apps: AuthApps, roles: Roles, outbound: Outbound, counters: Redis) =>
            new AuthLifetime([apps, roles], outbound, counters),
        },
      ],
    };
  }
}
