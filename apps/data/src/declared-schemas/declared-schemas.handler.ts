import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Apps } from '../apps/apps.ts';
import { assertAdministers } from '../schemas/schema-request.ts';
import { changesNothing } from './plan-declared.ts';
import { counted, losesData, planSchema } from './plan-schema.ts';
import type { StoredApply } from './schema-apply.store.ts';
import { SchemaApplies } from './schema-applies.ts';

/** Kept of a request's time for the answer. */
const ANSWER_MS = 1_500;
const LISTED_MAX = 20;

/** Classes as a file declares them: the plan, and applies of it. `admin` alone asks. */
@Controller()
export class DeclaredSchemasHandler {
  constructor(
    private readonly apps: Apps,
    private readonly applies: SchemaApplies,
  ) {}

  @Handles(data.planSchema)
  async plan(@Payload() declared: data.DeclaredSchemas, @Ctx() context: RequestContext): Promise<data.SchemaPlan> {
    assertAdministers(context.identity, 'read');
    const app = await this.apps.of(context);
    const { plans, warnings } = await planSchema(app, declared);
    const classes = await counted(app, plans, context.deadline - ANSWER_MS);
    return { classes, warnings: [...warnings], losesData: losesData(classes) };
  }

  @Handles(data.startSchemaApply)
  async start(@Payload() request: data.DeclaredSchemas & { mayLoseData: boolean }, @Ctx() context: RequestContext) {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    const { plans } = await planSchema(app, request);
    if (!request.mayLoseData && losesData(await counted(app, plans, context.deadline - ANSWER_MS))) {
      throw new ParseError('ValidationFailed', 'Values of objects would be lost: look at the plan, and confirm it.');
    }
    const id = randomUUID();
    const total = plans.filter((plan) => !changesNothing(plan)).length;
    if (!(await app.schemaApplies.start(id, request, total))) {
      throw new ParseError('OperationForbidden', 'Another apply of this app is under way.');
    }
    this.applies.run(id, context);
    return this.#shown(context, id);
  }

  @Handles(data.readSchemaApply)
  async read(@Payload() { id }: { id: string }, @Ctx() context: RequestContext) {
    assertAdministers(context.identity, 'read');
    const shown = await this.#shown(context, id);
    if (shown.apply.endedAt === null) this.applies.run(id, context);
    return shown;
  }

  @Handles(data.listSchemaApplies)
  async list(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext) {
    assertAdministers(context.identity, 'read');
    const app = await this.apps.of(context);
    return { applies: (await app.schemaApplies.list(LISTED_MAX)).map(shownApply) };
  }

  @Handles(data.cancelSchemaApply)
  async cancel(@Payload() { id }: { id: string }, @Ctx() context: RequestContext) {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    await app.schemaApplies.end(id, 'cancelled', null);
    return this.#shown(context, id);
  }

  async #shown(context: RequestContext, id: string): Promise<{ apply: data.SchemaApply }> {
    const app = await this.apps.of(context);
    const found = await app.schemaApplies.read(id);
    if (found === undefined) throw new ParseError('ObjectNotFound', 'There is no such apply.');
    return { apply: shownApply(found) };
  }
}

function shownApply({ startedAt, endedAt, ...apply }: StoredApply): data.SchemaApply {
  return { ...apply, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
