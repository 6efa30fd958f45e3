import { HTTP_SERVICE, SERVICES, type ServerName, type ServiceName } from '@parlance/contracts';
import { semiSpaceMb } from '../launcher/memory-options.ts';

/** All that a deployment has to know about one service beyond the list of libs/contracts; the same for compose and for the chart. */
export interface DeployedService {
  readonly name: ServiceName;
  readonly servers: readonly ServerName[];
  readonly keepsJournals: boolean;
  /** Ports besides that of health and metrics, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Variables of its own, beyond addresses and keys. */
  readonly environment: Readonly<Record<string, string>>;
  /** Secret files of its own below /run/parlance, by the variable that names them. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether it reads the folder of apps files and Cloud Code. */
  readonly readsApps: boolean;
  /** Whether apps can have it call addresses on the internet. */
  readonly callsOut: boolean;
  /** Whether others than services of the deployment call it at its ports. */
  readonly isExposed: boolean;
  /** Whether it keeps databases of its own, whose format its program brings up to date by the argument `migrate`. */
  readonly migrates: boolean;
  readonly size: ServiceSize;
}

/** Requests and limits of a container, and replicas of a production deployment. */
export interface ServiceSize {
  readonly cpu: string;
  readonly memoryMi: number;
  readonly memoryLimitMi: number;
  readonly replicasMin: number;
  readonly replicasMax: number;
}

export const HEALTH_PORT = 8080;
const FILES_PORT = 4001;
const CONSOLE_PORT = 4040;
/** Administration over gRPC: the chart opens it where the user wants it. */
export const ADMIN_GRPC_PORT = 5000;

const USUAL_SIZE: ServiceSize = { cpu: '100m', memoryMi: 192, memoryLimitMi: 512, replicasMin: 2, replicasMax: 6 };

type Particulars = Omit<DeployedService, 'name' | 'servers' | 'keepsJournals'>;
const USUAL: Particulars = {
  ports: {},
  environment: {},
  files: {},
  readsApps: false,
  callsOut: false,
  isExposed: false,
  migrates: false,
  size: USUAL_SIZE,
};

/** The services that are not like all others. A service of the list that has no line here is deployed as it is. */
const PARTICULARS: Partial<Record<string, Partial<Particulars>>> = {
  gateway: { ports: { http: 1337 }, isExposed: true, size: { ...USUAL_SIZE, cpu: '250m', memoryLimitMi: 768, replicasMax: 20 } },
  console: {
    ports: { console: CONSOLE_PORT },
    environment: { PARLANCE_CONSOLE_HOST: '0.0.0.0', PARLANCE_CONSOLE_PORT: String(CONSOLE_PORT) },
    isExposed: true,
    size: { ...USUAL_SIZE, replicasMax: 3 },
  },
  admin: {
    ports: { grpc: ADMIN_GRPC_PORT },
    environment: { PARLANCE_ADMIN_GRPC_HOST: '0.0.0.0', PARLANCE_ADMIN_GRPC_PORT: String(ADMIN_GRPC_PORT) },
    files: { PARLANCE_ADMIN_TOKEN_FILE: 'admin-token' },
    isExposed: true,
  },
  data: { size: { ...USUAL_SIZE, cpu: '250m', memoryLimitMi: 768, replicasMax: 20 } },
  config: {
    files: { PARLANCE_SECRETS_KEY_FILE: 'secrets.key' },
    readsApps: true,
    migrates: true,
    size: { ...USUAL_SIZE, replicasMax: 3 },
  },
  files: {
    ports: { bytes: FILES_PORT },
    environment: { PARLANCE_FILES_HOST: '0.0.0.0', PARLANCE_FILES_PORT: String(FILES_PORT) },
    files: { PARLANCE_FILES_KEY_FILE: 'files.key' },
    callsOut: true,
  },
  auth: { callsOut: true },
  workers: { callsOut: true, migrates: true },
  push: { callsOut: true, migrates: true },
  functions: {
    migrates: true,
    readsApps: true,
    callsOut: true,
    size: { cpu: '500m', memoryMi: 512, memoryLimitMi: 2_048, replicasMin: 2, replicasMax: 20 },
  },
  analytics: { migrates: true, size: { ...USUAL_SIZE, memoryLimitMi: 768 } },
};

/** Services in the order of the list of libs/contracts. */
export const DEPLOYED_SERVICES: readonly DeployedService[] = SERVICES.map((service) => ({
  ...USUAL,
  ...PARTICULARS[service.name],
  name: service.name,
  servers: service.servers,
  keepsJournals: service.keepsJournals === true,
}));

export const GATEWAY = HTTP_SERVICE;

/** The bounds of `npm start`, and a heap that leaves half of the limit to the rest of the process. */
export function nodeOptions({ name, size }: DeployedService): string {
  return `--max-semi-space-size=${semiSpaceMb(name)} --max-old-space-size=${size.memoryLimitMi / 2}`;
}
