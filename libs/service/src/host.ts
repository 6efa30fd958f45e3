import type { Server } from 'node:http';
import type { DynamicModule, INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BusServer, type Bus } from '@parlance/bus';
import { NestLogger, type Logger } from '@parlance/telemetry';
import type { FastifyHttpOptions } from 'fastify';
import { drainHttp, sayFarewell } from './drain-http.ts';
import { urlOf } from './health-listener.ts';

export interface HostOptions {
  readonly root: DynamicModule;
  readonly bus: Bus;
  readonly logger: Logger;
  /** How long running requests may take once closing has begun. */
  readonly graceMs: number;
}

export interface HttpOptions {
  readonly server: FastifyHttpOptions<Server>;
  readonly host: string;
  readonly port: number;
}

/** The Nest application of a process: created, then serving, then closed. */
export interface Host {
  /** Initialises the modules and takes requests. @returns where HTTP is reached, if it is */
  serve(): Promise<string | undefined>;
  /** Requests are still taken; the answers ask clients to open new connections, which balancers send elsewhere. */
  farewell(): void;
  /** Takes no new requests, lets running ones be answered within the grace time, those over HTTP first, and ends the modules. */
  close(): Promise<void>;
}

/** @throws Error for an operation without a declared handler, and for whatever a module's constructor throws */
export function createHost(options: HostOptions, http: HttpOptions | undefined): Promise<Host> {
  return http === undefined ? createBusHost(options) : createHttpHost(options, http);
}

async function createBusHost({ root, bus, logger, graceMs }: HostOptions): Promise<Host> {
  const strategy = new BusServer(bus, { graceMs });
  const app: INestMicroservice = await NestFactory.createMicroservice(root, { ...nestOptions(logger), strategy });
  return {
    async serve() {
      await app.listen();
      return undefined;
    },
    farewell: () => undefined,
    close: () => app.close(),
  };
}

async function createHttpHost({ root, bus, logger, graceMs }: HostOptions, http: HttpOptions): Promise<Host> {
  let closeBy = Number.POSITIVE_INFINITY;
  const server = {
    // Asked for when the bus is drained: it has the time that the requests over HTTP have left.
    get graceMs() {
      return Math.max(0, closeBy - Date.now());
    },
  };
  const adapter = new FastifyAdapter(http.server);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { ...nestOptions(logger), bodyParser: false });
  app.connectMicroservice({ strategy: new BusServer(bus, server) }, { inheritAppConfig: true });
  return {
    async serve() {
      await app.init(); // before the bus hands out requests, which modules may not be ready for
      await app.startAllMicroservices();
      await app.listen(http.port, http.host);
      return urlOf(app.getHttpServer());
    },
    farewell: () => sayFarewell(app.getHttpServer()),
    async close() {
      closeBy = Date.now() + graceMs;
      await drainHttp(app.getHttpServer(), graceMs);
      await app.close();
    },
  };
}

function nestOptions(logger: Logger) {
  return { logger: new NestLogger(logger), abortOnError: false };
}
