import { seesInternal, type Identity } from '@parlance/acl';
import type { WriteOptions } from '@parlance/values';
import type { App } from '../apps/app.ts';

/** How this app lets this caller write. */
export function writeOptions({ settings }: App, identity: Identity, objectId?: string): WriteOptions {
  return {
    classicLimits: settings.classicLimits,
    allowCustomObjectId: settings.allowCustomObjectId,
    maintenance: seesInternal(identity),
    objectId,
  };
}
