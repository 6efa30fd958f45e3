import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { appSettings, keepSecrets, pushCredentials, type PushCredential, type PushSettings } from '@parlance/app-settings';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { config, push, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { CredentialTests, hasOwn, type TestedCredential } from './credential-tests.ts';

/** Tells administrators whether providers accept the credentials of their app. */
@Controller()
export class CredentialsHandler {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly tests: CredentialTests,
  ) {}

  @Handles(push.testCredentials)
  async test(@Payload() { body }: { body: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const stored = await this.#stored(context);
    const credentials = body['push'] === undefined ? pushCredentials(stored) : sentCredentials(body['push'], stored);
    const results = await this.tests.test(credentials);
    // Windows Phones need none: an app that has nothing else is not configured.
    if (!results.some(({ provider }) => provider !== 'mpns')) throw new ParseError('PushMisconfigured', 'Missing push configuration');
    return restReply({ results });
  }

  @Handles(push.checkCredentials)
  async check(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<{ refused: string[] }> {
    const credentials = pushCredentials(await this.#stored(context));
    if (!hasOwn(credentials)) return { refused: [] };
    const results = await this.tests.test(credentials);
    return { refused: results.filter(({ ok }) => !ok).map(inWords) };
  }

  /** Read anew: often they have just been changed. */
  async #stored({ app: appId, ...context }: RequestContext): Promise<PushSettings> {
    const { app } = await this.bus.call(config.appForPush, { appId }, { ...context, app: appId });
    if (app === null) throw new ParseError('InvalidApiKey', 'unauthorized');
    return app.settings.push;
  }
}

/** Credentials that are not saved, in the form of the setting `push`. A secret that comes back as it was shown is the stored one. */
function sentCredentials(sent: unknown, stored: PushSettings): readonly PushCredential[] {
  const schema = appSettings.shape.push;
  const { value, missing } = keepSecrets(schema, sent, stored);
  const [place] = missing;
  if (place !== undefined) throw misconfigured(['push', place].join('.'), 'no secret is stored there that could be tested; send it');
  const read = schema.safeParse(value);
  if (read.success) return pushCredentials(read.data);
  const [issue] = read.error.issues;
  throw misconfigured(['push', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'malformed');
}

function misconfigured(member: string, problem: string): ParseError {
  return new ParseError('PushMisconfigured', `${member}: ${problem}`);
}

function inWords({ platform, appIdentifier, answer }: TestedCredential): string {
  return `push.${platform}${appIdentifier === undefined ? '' : ` (${appIdentifier})`}: ${answer}`;
}
