import type { Document } from '@parlance/mongo';
import { AUTH_DATA_PREFIX, SECOND_FACTOR_PROVIDER, SESSION, USER } from '@parlance/platform-classes';
import { counted, type Finding } from '../finding.ts';
import { providersIn } from '../options/auth-providers.ts';
import { linkedMembers } from './duplicates.ts';
import type { Examination, Looking } from './looking.ts';

/** The beginnings of hashes of passwords that a log-in can verify. */
const VERIFIABLE: ReadonlySet<string> = new Set(['$2a$', '$2b$', '$2y$', '$arg']);
const SESSION_TOKEN = '^r:[0-9a-f]{32}$';
const SEE_CALLBACKS = 'docs/cloud-callbacks.md';

/** Passwords, tokens and linked accounts of users, and their sessions. */
export const accounts: Examination = {
  subject: 'users and sessions',
  async *look(looking: Looking): AsyncIterable<Finding> {
    if (looking.collections.has(USER)) {
      yield* passwords(looking);
      yield* tokens(looking);
      yield* linkedAccounts(looking);
    }
    if (looking.collections.has(SESSION)) yield* sessions(looking);
  },
};

async function* passwords({ database }: Looking): AsyncIterable<Finding> {
  const rows = await database.rows(USER, [
    { $match: { _hashed_password: { $exists: true } } },
    {
      $group: {
        _id: { $cond: [{ $eq: [{ $type: '$_hashed_password' }, 'string'] }, { $substrCP: ['$_hashed_password', 0, 4] }, 'none'] },
        users: { $sum: 1 },
        first: { $min: '$_id' },
      },
    },
  ]);
  const strange = rows.filter(({ _id }) => !VERIFIABLE.has(String(_id)));
  const about = `${USER}._hashed_password`;
  if (strange.length > 0) {
    const count = sumOf(strange, 'users');
    const text = `${counted(count, 'user')} cannot log in by password: nobody can verify a hash of such a form. They can have a mail that resets it.`;
    yield { id: 'foreign-password-hashes', level: 'act', about, text, count, examples: strange.map(({ first }) => String(first)) };
  }
}

async function* tokens({ database, now }: Looking): AsyncIterable<Finding> {
  // A digest of ours has 43 signs; Parse Server keeps the token itself, 25 signs.
  const inTheClear = { $type: 'string', $regex: '^.{0,42}$' };
  const resets = await database.count(USER, { _perishable_token: inTheClear, _perishable_token_expires_at: { $gt: now } });
  const endless = await database.count(USER, { _perishable_token: inTheClear, _perishable_token_expires_at: { $exists: false } });
  const open = { $or: [{ _email_verify_token_expires_at: { $gt: now } }, { _email_verify_token_expires_at: { $exists: false } }] };
  const verifications = await database.count(USER, { _email_verify_token: inTheClear, emailVerified: { $ne: true }, ...open });
  const note = 'Here digests of tokens are stored, so that nobody who reads the database can use a link. Users ask for another mail.';
  if (resets + endless > 0) {
    const count = resets + endless;
    const text = `${counted(count, 'link')} to reset a password, mailed before the move, no longer work${count === 1 ? 's' : ''}. ${note}`;
    yield { id: 'open-password-resets', level: 'differs', about: `${USER}._perishable_token`, text, count };
  }
  if (verifications > 0) {
    const text = `${counted(verifications, 'link')} to verify an address, mailed before the move, no longer work${verifications === 1 ? 's' : ''}. ${note}`;
    yield { id: 'open-verifications', level: 'differs', about: `${USER}._email_verify_token`, text, count: verifications };
  }
  const hosted = await database.count(USER, { _session_token: { $exists: true } });
  if (hosted > 0) {
    const text = `${counted(hosted, 'session')} of the old hosted service, kept in users, let${hosted === 1 ? 's' : ''} them in; Parse Server refuses them.`;
    yield { id: 'hosted-sessions', level: 'differs', about: `${USER}._session_token`, text, count: hosted, see: 'docs/compatibility.md' };
  }
}

/** Accounts at services that the options do not have, and so the settings neither. */
async function* linkedAccounts({ database, options }: Looking): AsyncIterable<Finding> {
  const members = await linkedMembers(database);
  const served = options === undefined ? undefined : providersIn(options);
  for (const member of members) {
    const provider = member.slice(AUTH_DATA_PREFIX.length);
    const count = await database.count(USER, { [member]: { $exists: true, $ne: null } });
    if (count === 0) continue;
    const about = `${USER}.authData.${provider}`;
    if (provider === 'anonymous') {
      yield {
        id: 'anonymous-users',
        level: 'note',
        about,
        text: `${counted(count, 'user')} ${count === 1 ? 'is' : 'are'} anonymous.`,
        count,
      };
    } else if (served === undefined) {
      const setting = provider === SECOND_FACTOR_PROVIDER ? 'auth.mfa' : `auth.${provider} or auth.custom.${provider}`;
      const text = `${counted(count, 'user')} ${count === 1 ? 'has' : 'have'} such an account: the app needs the setting ${setting}. No options were given to read it from.`;
      yield { id: 'linked-accounts', level: 'act', about, text, count, see: SEE_CALLBACKS };
    } else if (!served.has(provider)) {
      const text = `${counted(count, 'user')} ${count === 1 ? 'has' : 'have'} such an account, and the options name no such service: nobody logs in by it, as at Parse Server.`;
      yield { id: 'unserved-accounts', level: 'note', about, text, count };
    } else {
      yield {
        id: 'linked-accounts',
        level: 'note',
        about,
        text: `${counted(count, 'user')} ${count === 1 ? 'has' : 'have'} such an account.`,
        count,
      };
    }
  }
}

async function* sessions({ database, now }: Looking): AsyncIterable<Finding> {
  const ended = await database.count(SESSION, { expiresAt: { $lt: now } });
  if (ended > 0) {
    const text = `${counted(ended, 'session')} ${ended === 1 ? 'has' : 'have'} expired. The database removes ${ended === 1 ? 'it' : 'them'} once Parlance has made the index expiresAt_ended; Parse Server keeps them.`;
    yield { id: 'expired-sessions', level: 'differs', about: SESSION, text, count: ended };
  }
  const strange = await database.count(SESSION, {
    _session_token: { $type: 'string', $not: { $regex: SESSION_TOKEN } },
    $or: [{ expiresAt: { $gt: now } }, { expiresAt: { $exists: false } }],
  });
  if (strange > 0) {
    const text = `Tokens of ${counted(strange, 'session')} are not of Parse Server's form, as if a digest were stored instead: their holders have to log in again.`;
    yield { id: 'foreign-session-tokens', level: 'act', about: `${SESSION}._session_token`, text, count: strange };
  }
  const live = await database.count(SESSION, { $or: [{ expiresAt: { $gt: now } }, { expiresAt: { $exists: false } }] });
  if (live > 0)
    yield {
      id: 'sessions',
      level: 'note',
      about: SESSION,
      text: `${counted(live, 'session')} go${live === 1 ? 'es' : ''} on.`,
      count: live,
    };
}

function sumOf(rows: readonly Document[], member: string): number {
  return rows.reduce((sum, row) => sum + Number(row[member]), 0);
}
