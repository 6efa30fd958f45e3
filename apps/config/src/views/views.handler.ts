import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { VIEWS_MAX, ViewStore } from './view.store.ts';

/** Views of classes that administrators share. `admin` alone asks. */
@Controller()
export class ViewsHandler {
  constructor(private readonly views: ViewStore) {}

  @Handles(config.listViews)
  async list(@Payload() _request: Record<string, never>, @Ctx() { app }: RequestContext): Promise<{ views: config.SavedView[] }> {
    return { views: [...(await this.views.list(app))] };
  }

  @Handles(config.saveView)
  async save(@Payload() request: config.DataView, @Ctx() { app, author }: RequestContext): Promise<{ view: config.SavedView }> {
    const view = { ...request, by: author?.name ?? '', at: new Date().toISOString() };
    if (await this.views.save(app, view)) return { view };
    throw new ParseError('OperationForbidden', `An app has at most ${VIEWS_MAX} saved views.`);
  }

  @Handles(config.removeView)
  async remove(
    @Payload() view: Pick<config.DataView, 'className' | 'name'>,
    @Ctx() { app }: RequestContext,
  ): Promise<Record<string, never>> {
    if (await this.views.remove(app, view)) return {};
    throw new ParseError('ObjectNotFound', 'There is no such view.');
  }
}
