import type { Wheel } from '../fetch-wheel.ts';
import type { Credentials } from './credentials.ts';

export type ServerName = 'mongodb' | 'redis' | 'nats';

/** A server of our own on this machine: its port and its users. */
export interface ServerAccess {
  readonly port: number;
  readonly credentials: Credentials;
}

/** One server of our own on this machine, before it runs. */
export interface ServerPlace extends ServerAccess {
  /** Holds the server's files, and its settings file where it wants one. Exists, for its owner alone. */
  readonly directory: string;
  /** True where data must outlive the server; false for tests. */
  readonly durable: boolean;
}

/** All that differs between the servers the platform stands on. */
export interface ServerDefinition {
  readonly name: ServerName;
  readonly title: string;
  /** Names a server that runs already; it must answer. */
  readonly urlVariable: 'MONGODB_URL' | 'REDIS_URL' | 'NATS_URL';
  /** Names a program to start. */
  readonly programVariable: string;
  /** Names the program may have on the PATH, best first. */
  readonly programs: readonly string[];
  readonly minimumVersion: string;
  readonly wheel: Wheel;
  /** Debian packages that the program of the wheel needs on a bare machine. */
  readonly debianLibraries: readonly string[];
  readonly preferredPort: number;
  /** With the credentials of a user; with those of the owner, who may do everything, when none is named. */
  url(access: ServerAccess, user?: string): string;
  /** The user of a process that hosts these services; undefined when none of them uses the server. */
  userFor(services: readonly string[]): string | undefined;
  /** Writes the files that the program reads at start and answers its arguments, in which no secret stands: everybody can see those. */
  prepare(place: ServerPlace): Promise<readonly string[]>;
  /** Makes a server that we have just started usable, which may take several seconds. Rejects after `timeoutMs`. */
  settle(access: ServerAccess, timeoutMs: number): Promise<void>;
  /** Asks a server that is not ours whether it will do. Rejects with a sentence that names its fault, without its address. */
  probe(url: string, timeoutMs: number): Promise<void>;
}
