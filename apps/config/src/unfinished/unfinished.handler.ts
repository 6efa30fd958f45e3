import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { UnfinishedStore } from './unfinished.store.ts';

type Stage = Pick<config.Unfinished, 'kind'> & { readonly stage: 'begin' | 'end' };

/** Work that goes on after a crash. `admin` alone asks. */
@Controller()
export class UnfinishedHandler {
  constructor(private readonly unfinished: UnfinishedStore) {}

  @Handles(config.noteUnfinished)
  async note(@Payload() { kind, stage }: Stage, @Ctx() { app, author }: RequestContext): Promise<Record<string, never>> {
    if (stage === 'end') await this.unfinished.end({ app, kind });
    else await this.unfinished.begin({ app, kind, since: Date.now(), ...(author === undefined ? {} : { author }) });
    return {};
  }

  @Handles(config.listUnfinished)
  async list(@Payload() _request: Record<string, never>, @Ctx() _context: RequestContext): Promise<{ work: config.Unfinished[] }> {
    return { work: [...(await this.unfinished.list())] };
  }
}
