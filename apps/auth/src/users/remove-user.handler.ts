import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import { PlatformObjects } from '@parlance/platform-objects';
import { restReply } from '@parlance/service';
import { Sessions } from '../sessions/sessions.ts';
import { modifying } from './modifying.ts';

/** `DELETE /users/:id`: the user, and then the user's sessions. */
@Controller()
export class RemoveUserHandler {
  constructor(
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
  ) {}

  @Handles(auth.removeUser)
  async remove(@Payload() { userId }: auth.UserSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    if (context.identity.kind === 'public') throw new ParseError('SessionMissing', 'Insufficient auth to delete user');
    await modifying(userId, context.identity, () => this.objects.remove(USER, userId, context));
    await this.sessions.endAll(userId, context);
    return restReply({});
  }
}
