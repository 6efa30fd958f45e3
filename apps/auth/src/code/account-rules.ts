import { readsEverything } from '@parlance/acl';
import type { CloudFunction, SwitchOrFunction } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import type { UnknownObject } from '@parlance/values';
import type { Asking } from '../records/asking.ts';
import type { CreatedWith } from '../sessions/sessions.ts';
import type { AppFunctions } from './app-functions.ts';

/** The user and the occasion that a rule is asked about. */
export interface Occasion {
  /** The user, with the members that the request sets; without the password. */
  readonly object: UnknownObject;
  /** As it was before; undefined for a new one. */
  readonly original?: UnknownObject | undefined;
  readonly createdWith?: CreatedWith | undefined;
  /** Somebody asks for another mail. */
  readonly resendRequest?: boolean | undefined;
}

/** The part of a request that a rule is told. */
export type Asker = Pick<Asking, 'app' | 'context'> & Partial<Pick<Asking, 'origin'>>;

const DOES_NOT_FIT = 'Password does not meet the Password Policy requirements.';

/**
 * The rules of an app about accounts that a function may decide: docs/cloud-callbacks.md. A rule that is on or off costs nothing. Where a
 * function fails the request fails, with the error of the function.
 */
export class AccountRules {
  readonly #functions: AppFunctions;

  constructor(functions: AppFunctions) {
    this.#functions = functions;
  }

  /** Whether the address of this user is to be verified. */
  verifiesEmail(occasion: Occasion, asker: Asker): Promise<boolean> | boolean {
    return this.#decides(asker.app.settings.verifyUserEmails, occasion, asker);
  }

  /** Whether this user has to wait until their address is verified: before a session is begun for them. */
  async awaitsVerification(occasion: Occasion, asker: Asker): Promise<boolean> {
    const { preventLoginWithUnverifiedEmail, verifyUserEmails } = asker.app.settings;
    if (preventLoginWithUnverifiedEmail === false || verifyUserEmails === false) return false;
    return (await this.verifiesEmail(occasion, asker)) && this.#decides(preventLoginWithUnverifiedEmail, occasion, asker);
  }

  /** Whether a new address gets its mail by itself. */
  async sendsVerification(user: UnknownObject, isMaster: boolean, { app, context }: Asker): Promise<boolean> {
    const { sendUserEmailVerification: rule } = app.settings;
    if (typeof rule === 'boolean') return rule;
    return Boolean(await this.#functions.ask(rule.function, { user: encoded(user), master: isMaster }, context));
  }

  /**
   * @param username of the user whose password it becomes
   * @throws ValidationFailed (142), in the app's words where it has some
   */
  async assertPassword(password: string, username: string | undefined, { app, context }: Asker): Promise<void> {
    const { validatorCallback, validationError } = app.settings.passwordPolicy;
    if (validatorCallback === null) return;
    const isAccepted = await this.#functions.ask(validatorCallback.function, { password, username }, context);
    if (!isAccepted) throw new ParseError('ValidationFailed', validationError ?? DOES_NOT_FIT);
  }

  #decides(rule: SwitchOrFunction, occasion: Occasion, asker: Asker): Promise<boolean> | boolean {
    return typeof rule === 'boolean' ? rule : this.#ask(rule, occasion, asker);
  }

  /** As at Parse Server `true` alone means yes. */
  async #ask(rule: CloudFunction, { object, original, ...occasion }: Occasion, { context, origin }: Asker): Promise<boolean> {
    const parameters = {
      ...occasion,
      object: encoded(object),
      ...(original === undefined ? {} : { original: encoded(original) }),
      master: readsEverything(context.identity),
      ip: origin?.address,
      installationId: origin?.installationId,
    };
    return (await this.#functions.ask(rule.function, parameters, context)) === true;
  }
}

/** A user in parameters, of which `Parse.Object.fromJSON` makes a Parse.User; operations on fields are no values yet. */
export function encoded(members: UnknownObject): UnknownObject {
  const isOperation = (value: unknown) => typeof value === 'object' && value !== null && '__op' in value;
  return { __type: 'Object', className: USER, ...Object.fromEntries(Object.entries(members).filter(([, value]) => !isOperation(value))) };
}
