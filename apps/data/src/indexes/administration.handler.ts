import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { clientPath } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { restReply } from '../reply/rest-reply.ts';
import { changeClass } from '../schemas/change-class.ts';
import { assertAdministers, noSuchClass } from '../schemas/schema-request.ts';
import { existingClass, existingClasses } from '../schemas/system-schemas.ts';
import { appSizes } from './app-sizes.ts';
import { indexesOf } from './class-indexes.ts';

/** Indexes and sizes of classes for administrators. `admin` alone asks. */
@Controller()
export class IndexAdministrationHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.changeIndexes)
  async change(
    @Payload()
    { className, indexes, indexOptions }: { className: string; indexes: Record<string, unknown>; indexOptions: Record<string, unknown> },
    @Ctx() context: RequestContext,
  ): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    return restReply(await changeClass(app, className, { indexes, indexOptions }, context.deadline));
  }

  @Handles(data.indexUses)
  async uses(
    @Payload() { className }: { className?: string | undefined },
    @Ctx() context: RequestContext,
  ): Promise<{ indexes: data.IndexUse[] }> {
    assertAdministers(context.identity, 'read');
    const app = await this.apps.of(context);
    const named = className === undefined ? undefined : await existingClass(app, className);
    if (className !== undefined && named === undefined) throw noSuchClass(className);
    const schemas = named === undefined ? await existingClasses(app) : [named];
    const indexes: data.IndexUse[] = [];
    for (const schema of schemas) {
      const needed = new Set(['_id_', ...indexesOf(schema.className).map(({ name = '' }) => name)]);
      for (const use of await app.indexes.uses(schema.className, queryTimeMs(app.settings.queryTimeoutMs, context.deadline))) {
        const key = Object.entries(use.key).map(([path, direction]) => ({
          field: path === '_id' ? path : clientPath(path, schema),
          direction: String(direction),
        }));
        const { name, uses, unique } = use;
        indexes.push({
          className: schema.className,
          name,
          key,
          uses,
          since: use.since.toISOString(),
          unique,
          isPlatforms: needed.has(name),
        });
      }
    }
    return { indexes };
  }

  @Handles(data.appSize)
  async size(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<{ classes: data.ClassSize[] }> {
    assertAdministers(context.identity, 'read');
    const app = await this.apps.of(context);
    const classes = await appSizes(app, queryTimeMs(app.settings.queryTimeoutMs, context.deadline));
    return { classes: classes.sort((one, other) => other.bytes + other.indexBytes - one.bytes - one.indexBytes) };
  }
}
