import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { files } from '@parlance/contracts';
import type { ReleaseCodeParts } from './release-code.ts';

/** Fetches bundles from `files`. Several calls may wait for one, so that no deadline of theirs ends it. @throws as `files.readBundle` */
export function fetchBundle(bus: Bus): ReleaseCodeParts['fetch'] {
  return async (app, name) => {
    const deadline = Date.now() + files.readBundle.deadlineMs;
    const { body } = await bus.call(files.readBundle, { name }, { app, identity: PLATFORM, deadline, requestId: 'releases' });
    return body;
  };
}
