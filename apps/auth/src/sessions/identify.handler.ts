import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext } from '@parlance/contracts';
import { Bearers } from './bearers.ts';

/** Session tokens into identities. The gateway remembers the answer for a moment. */
@Controller()
export class IdentifyHandler {
  constructor(private readonly bearers: Bearers) {}

  @Handles(auth.identify)
  identify(@Payload() { sessionToken }: { sessionToken: string }, @Ctx() context: RequestContext): Promise<auth.Session> {
    return this.bearers.of(sessionToken, context);
  }
}
