import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { functions, type RequestContext } from '@parlance/contracts';
import { Releases } from './releases.ts';
import { sentFiles } from './sent-files.ts';

/** Versions of the code of an app, for holders of its master keys. */
@Controller()
export class ReleasesHandler {
  constructor(private readonly releases: Releases) {}

  @Handles(functions.deployRelease)
  deploy(@Payload() { files, note }: functions.DeployRequest, @Ctx() context: RequestContext): Promise<functions.ReleaseView> {
    return this.releases.deploy(sentFiles(files), note, context);
  }

  @Handles(functions.listReleases)
  list(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<functions.ReleaseList> {
    return this.releases.list(context);
  }

  @Handles(functions.readRelease)
  read(@Payload() { release }: functions.ReleaseRequest, @Ctx() context: RequestContext): Promise<functions.ReleaseDetails> {
    return this.releases.read(release, context);
  }

  @Handles(functions.rollBack)
  rollBack(@Payload() { release }: functions.RollBackRequest, @Ctx() context: RequestContext): Promise<functions.RolledBack> {
    return this.releases.rollBack(release, context);
  }

  @Handles(functions.removeRelease)
  async remove(@Payload() { release }: functions.ReleaseRequest, @Ctx() context: RequestContext): Promise<Record<string, never>> {
    await this.releases.remove(release, context);
    return {};
  }
}
