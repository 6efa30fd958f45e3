import { SERVICE as admin } from '@parlance/admin';
import { SERVICE as analytics } from '@parlance/analytics';
import { SERVICE as auth } from '@parlance/auth';
import { SERVICE as config } from '@parlance/config';
import { SERVICE as console } from '@parlance/console';
import { SERVICE_NAMES, type ServiceName } from '@parlance/contracts';
import { SERVICE as data } from '@parlance/data';
import { SERVICE as files } from '@parlance/files';
import { SERVICE as functions } from '@parlance/functions';
import { SERVICE as gateway } from '@parlance/gateway';
import { SERVICE as push } from '@parlance/push-service';
import type { ServiceDefinition } from '@parlance/service';
import { SERVICE as workers } from '@parlance/workers';

/** How a process hosts each service of the list in libs/contracts. */
export const DEFINITIONS: Readonly<Record<ServiceName, ServiceDefinition>> = {
  console,
  admin,
  gateway,
  analytics,
  workers,
  auth,
  push,
  files,
  data,
  functions,
  config,
};

/** The services of these names, each once. Names are checked by the setting they come from. */
export function servicesNamed(names: readonly string[]): readonly ServiceDefinition[] {
  return SERVICE_NAMES.filter((name) => names.includes(name)).map((name) => DEFINITIONS[name]);
}
