import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { assertMaySetPassword } from '../passwords/index.ts';
import { readAuthData, unsupported } from '../providers/index.ts';
import { AuthApps } from '../records/apps.ts';
import { AccountLogIn } from './account-log-in.ts';
import { offersAccount, readNewUser } from './new-user-body.ts';
import { NewUsers } from './new-users.ts';

/** `POST /users`. */
@Controller()
export class SignUpHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly newUsers: NewUsers,
    private readonly accountLogIn: AccountLogIn,
  ) {}

  @Handles(auth.signUp)
  async signUp(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const { settings } = app;
    if (!offersAccount(body['authData'])) assertMaySetPassword(settings, context.identity);
    const user = readNewUser(body, context.identity, settings);
    const { username, password, authData } = user.credentials;
    const request = readAuthData(authData, settings);
    if (password !== undefined || request.offered.length === 0) assertMaySetPassword(settings, context.identity);
    if (request.offered.length > 0) return this.accountLogIn.logInOrSignUp(request, user, origin, app, context);
    if (request.secondFactor !== undefined && request.secondFactor !== null) throw unsupported(); // it is set up by users who exist
    if (username === undefined) throw new ParseError('UsernameMissing', 'bad or missing username');
    if (password === undefined) throw new ParseError('PasswordMissing', 'password is required');
    return this.newUsers.create({ ...user, accounts: [], authProvider: 'password' }, { app, context, origin });
  }
}
