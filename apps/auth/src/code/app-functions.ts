import { MASTER } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { functions, type RequestContext } from '@parlance/contracts';

/** Clients give up after 10 s: within this time a function has answered, or whatever depends on it is refused. */
const ANSWER_MS_MAX = 5_000;

/**
 * Functions of an app's code that its settings name: docs/cloud-callbacks.md.
 *
 * They are asked with the rights of the master key, so that one with `requireMaster` is closed to clients. Nothing goes on without an
 * answer: a function that fails, that does not answer in time or that is not there is an error of the request.
 */
export class AppFunctions {
  readonly #bus: Pick<Bus, 'call'>;

  constructor(bus: Pick<Bus, 'call'>) {
    this.#bus = bus;
  }

  /**
   * @param parameters the function finds them, decoded, in `request.params`
   * @returns the result; undefined for none
   * @throws the error of the function, with any code and message; CloudCodeFailed (141) for one that is not there; RequestTimeout (124);
   *   ServiceUnavailable (503)
   */
  async ask(name: string, parameters: Record<string, unknown>, context: RequestContext, msMax: number = ANSWER_MS_MAX): Promise<unknown> {
    const deadline = Math.min(context.deadline, Date.now() + msMax);
    const { result } = await this.#bus.call(functions.askFunction, { name, parameters }, { ...context, identity: MASTER, deadline });
    return result;
  }
}
