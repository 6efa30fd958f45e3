import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { INSTALLATION } from '@parlance/platform-classes';
import { Apps } from '../apps/apps.ts';
import { classForReading } from '../classes/class-for.ts';
import { assertOwnName } from '../classes/service-authority.ts';
import { askable, parseAllowedFind, withCondition } from '../find/assert-query.ts';
import { findDocuments, readyToFind } from '../find/finding.ts';
import { queryLimits } from '../find/query-limits.ts';
import { readObjects } from '../find/read-as-caller.ts';

const FACTS = ['deviceType', 'appVersion', 'localeIdentifier'] as const;

/** The few members of an installation by which conditions on parameters tell callers apart. */
@Controller()
export class InstallationFactsHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.readInstallationFacts)
  async read(
    @Payload() { installationId }: { installationId: string },
    @Ctx() context: RequestContext,
  ): Promise<{ facts: data.InstallationFacts | null }> {
    const { identity, deadline } = context;
    assertOwnName(identity);
    const app = await this.apps.of(context);
    const schema = await classForReading(app, INSTALLATION, identity);
    const parameters = { where: { installationId }, limit: 1, keys: FACTS.join(',') };
    const asked = parseAllowedFind(parameters, queryLimits(app.settings, identity), schema, identity);
    if (schema === undefined) return { facts: null };
    const condition = askable(asked, schema, identity, app.settings);
    const finding = await readyToFind(app, schema, identity, withCondition(asked, condition), deadline);
    const [installation] = await readObjects(app, schema, identity, await findDocuments(finding));
    return { facts: installation === undefined ? null : factsOf(installation) };
  }
}

function factsOf(installation: Readonly<Record<string, unknown>>): data.InstallationFacts {
  const texts = FACTS.flatMap((name) => (typeof installation[name] === 'string' ? [[name, installation[name]] as const] : []));
  return Object.fromEntries(texts);
}
