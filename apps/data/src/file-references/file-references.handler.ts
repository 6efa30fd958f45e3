import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import type { FieldType } from '@parlance/values';
import { Apps } from '../apps/apps.ts';

/** Tells the files to which the objects of an app refer, to the one who cleans up. */
@Controller()
export class FileReferencesHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.fileReferences)
  async walk(@Payload() request: data.FileReferencesRequest, @Ctx() context: RequestContext): Promise<data.FileReferencesPage> {
    const { fileReferences, schemaStore } = await this.apps.of(context);
    return fileReferences.walk(request, async (className) => {
      const fields = (await schemaStore.read(className))?.fields ?? new Map<string, FieldType>();
      return new Set([...fields].filter(([, { type }]) => type === 'File').map(([name]) => name));
    });
  }
}
