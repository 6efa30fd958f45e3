import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Bus, BUS, Handles } from '@parlance/bus';
import { config, data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

export const REMOVE_DATABASE = Symbol('removes the database of an app');

/**
 * Removes everything that an app has in its database: for good. @param until epoch milliseconds
 * @returns whether there was nothing to remove; false also when the time was over
 */
export type RemoveDatabase = (database: config.AppDatabase, until: number) => Promise<boolean>;

/** Kept of a request's time for the answer. */
const ANSWER_MS = 2_000;

/** Removes all objects, classes and records of an app that is being deleted. */
@Controller()
export class ForgetAppHandler {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(REMOVE_DATABASE) private readonly remove: RemoveDatabase,
  ) {}

  /** Done once nothing was there any more: a process may have noted something after the app was disabled, and then a second look finds it. */
  @Handles(data.forgetApp)
  async forget(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<{ done: boolean }> {
    const { app } = await this.bus.call(config.appForData, { appId: context.app }, context);
    if (app === null) return { done: true };
    if (app.enabled) throw new ParseError('OperationForbidden', 'Only the objects of a disabled app can be removed as a whole.');
    const done = await this.remove(app.database, context.deadline - ANSWER_MS);
    if (done) this.bus.publish(data.appForgotten, { app: app.id });
    return { done };
  }
}
