import type { Bus } from '@parlance/bus';
import { CONTRACTS, type Contract } from '@parlance/contracts';
import type { Readiness } from '@parlance/service';
import type { TransferClient } from '@parlance/transfers';
import packageJson from '../../package.json' with { type: 'json' };
import { addSettingsRoutes } from '../app-settings/settings-routes.ts';
import type { RequestTally } from '../analytics/request-tally.ts';
import { addEventRoutes } from '../analytics/event-routes.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { addBatchRoute } from '../batch/batch-route.ts';
import { addLogInAsRoute } from '../accounts/log-in-as-route.ts';
import { addNamedClassRoutes } from '../accounts/named-class-routes.ts';
import { ClassTable } from '../classes/class-operations.ts';
import { addClassRoutes } from '../classes/class-routes.ts';
import type { SessionDirectory } from '../callers/session-directory.ts';
import type { EdgeOptions } from '../edge/edge.ts';
import { addFunctionRoutes } from '../cloud/function-routes.ts';
import { addDownloadRoutes } from '../files/download-routes.ts';
import { addUploadRoutes } from '../files/upload-route.ts';
import { addHealthRoute } from '../health/health-route.ts';
import type { HealthBoard } from '../health/health-board.ts';
import { addProbeRoutes } from '../health/probe-routes.ts';
import { addParameterRoutes } from '../parameters/parameter-routes.ts';
import type { ExposureJournal } from '../parameters/exposure-journal.ts';
import type { ParameterDirectory } from '../parameters/parameter-directory.ts';
import { addPageRoutes } from '../pages/page-routes.ts';
import type { TellError } from '../reply/tell-error.ts';
import { addServerInfoRoute } from '../server-info/server-info-route.ts';
import { addTransferRoutes } from '../transfers/transfer-routes.ts';
import { addContractRoutes } from './contract-routes.ts';
import { RouteTable } from './route-table.ts';

export interface RouteParts {
  readonly bus: Bus;
  readonly apps: AppDirectory;
  readonly parameters: ParameterDirectory;
  readonly exposures: ExposureJournal;
  readonly sessions: SessionDirectory;
  readonly transfers: TransferClient;
  readonly health: HealthBoard;
  readonly readiness: Readiness;
  readonly tell: TellError;
  readonly tally: RequestTally;
  /** The services whose routes are served; all there are, unless told. */
  readonly contracts?: readonly Contract[];
  readonly options: Pick<EdgeOptions, 'mount' | 'batchMounts' | 'trustedHops' | 'publicUrl'>;
}

export interface Routes {
  /** Below the mount. */
  readonly routes: RouteTable;
  /** Public ones beside the mount; the same table when the mount is the root. */
  readonly rootRoutes: RouteTable;
}

/** Everything the gateway serves, in one place: routes with a flow of their own, and those that contracts declare. */
export function buildRoutes(parts: RouteParts): Routes {
  const { bus, apps, sessions, parameters, exposures, transfers, health, readiness, tell, tally, contracts = CONTRACTS, options } = parts;
  const { mount, batchMounts, trustedHops, publicUrl } = options;
  const routes = new RouteTable();
  const rootRoutes = mount.length === 0 ? routes : new RouteTable();
  addProbeRoutes(rootRoutes, readiness);
  addHealthRoute(routes, bus, health, apps, trustedHops);
  addPageRoutes(routes, bus, apps, { publicUrl, trustedHops });
  const files = { bus, transfers, apps, sessions, publicUrl, trustedHops };
  addDownloadRoutes(routes, files);
  addUploadRoutes(routes, files);
  addTransferRoutes(routes, { bus, transfers, apps });
  const classes = new ClassTable(bus);
  addClassRoutes(routes, bus, classes, tell);
  addNamedClassRoutes(routes, classes);
  addLogInAsRoute(routes, bus);
  addBatchRoute(routes, { bus, mounts: batchMounts, tell, tally });
  addFunctionRoutes(routes, bus);
  addEventRoutes(routes, bus);
  addSettingsRoutes(routes, bus, apps);
  addParameterRoutes(routes, bus, parameters, exposures);
  addContractRoutes(routes, bus, contracts);
  addServerInfoRoute(routes, packageJson.version);
  return { routes, rootRoutes };
}
