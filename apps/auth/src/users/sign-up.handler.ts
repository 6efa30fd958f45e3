import { writesEverything } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { checkNewPassword, PasswordHasher } from '../passwords/index.ts';
import { AuthApps } from '../records/apps.ts';
import { jsonOf, Records } from '../records/records.ts';
import { dateJson } from '../records/user-record.ts';
import { restReply } from '../reply.ts';
import { Sessions } from '../sessions/sessions.ts';
import { readUserBody } from './new-user-body.ts';

/** `POST /users`. */
@Controller()
export class SignUpHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly hasher: PasswordHasher,
  ) {}

  @Handles(auth.signUp)
  async signUp(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const { settings } = await this.apps.of(context);
    const { credentials, rest } = readUserBody(body, context.identity);
    const { username, password, email } = credentials;
    if (credentials.authData !== undefined) throw new ParseError('UnsupportedService', 'This authentication method is unsupported.');
    if (username === undefined) throw new ParseError('UsernameMissing', 'bad or missing username');
    if (password === undefined) throw new ParseError('PasswordMissing', 'password is required');
    checkNewPassword(password, username, settings.passwordPolicy, settings.passwordHashing);
    const trusted = {
      username,
      ...(typeof email === 'string' ? { email } : {}),
      _hashed_password: await this.hasher.hash(password, settings.passwordHashing, context.deadline),
      ...(settings.passwordPolicy.maxPasswordAge === null ? {} : { _password_changed_at: dateJson(new Date()) }),
    };
    const reply = await this.records.create('_User', { body: rest, trusted }, context);
    const created = jsonOf(reply) as { readonly objectId: string };
    const location = `/users/${created.objectId}`;
    if (writesEverything(context.identity)) return restReply(created, 201, location);
    const session = await this.sessions.begin(
      {
        userId: created.objectId,
        createdWith: { action: 'signup', authProvider: 'password' },
        installationId: origin.installationId,
        restricted: false,
      },
      settings,
      context,
    );
    return restReply({ ...created, sessionToken: session.token }, 201, location);
  }
}
