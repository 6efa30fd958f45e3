import type { Finding } from '../finding.ts';
import type { OldOptions } from './old-options.ts';

/** A setting whose default is another one than Parse Server's. */
interface OtherDefault {
  readonly setting: string;
  /** The option, or a member of one: `passwordPolicy.resetTokenValidityDuration`. */
  readonly option: string;
  readonly text: string;
}

/** Defaults that the apps file puts back as they were: the app goes on unchanged. Source: docs/contract/23-parse-server-options.md. */
export const KEPT_DEFAULTS: Readonly<Record<string, unknown>> = {
  extendSessionOnUse: false,
};

/** Defaults that protect users: they stay, and the report says how to have the old ones. */
const SAFER_DEFAULTS: readonly OtherDefault[] = [
  {
    setting: 'accountLockout',
    option: 'accountLockout',
    text: 'After ten failed log-ins a user waits for 15 minutes. The value null turns that off, as before.',
  },
  {
    setting: 'logInThrottle',
    option: 'logInThrottle',
    text: 'After 200 failed log-ins in 15 minutes an address is refused. The value null turns that off, as before.',
  },
  {
    setting: 'emailVerifyTokenValidityDuration',
    option: 'emailVerifyTokenValidityDuration',
    text: 'Mailed links that verify an address end after a day; before, they never did. The setting holds seconds.',
  },
  {
    setting: 'passwordPolicy.resetTokenValidityDuration',
    option: 'passwordPolicy.resetTokenValidityDuration',
    text: 'Mailed links that reset a password end after a day; before, they never did. The setting holds seconds.',
  },
];

/** The differences of defaults that the options leave in force. */
export function* otherDefaults(options: OldOptions): Iterable<Finding> {
  for (const { setting, option, text } of SAFER_DEFAULTS) {
    const [name = '', member] = option.split('.');
    const value = member === undefined ? options.value(name) : options.object(name)?.[member];
    if (value === undefined || value === null) yield { id: 'other-default', level: 'differs', about: setting, text };
  }
  if (options.value('readOnlyMasterKey') !== undefined && options.value('readOnlyMasterKeyIps') === undefined) {
    const text = 'The read-only master key is accepted from this machine alone; before, it was from every address: ["0.0.0.0/0", "::/0"].';
    yield { id: 'other-default', level: 'differs', about: 'readOnlyMasterKeyIps', text };
  }
}
