import { randomInt } from 'node:crypto';
import { startApns, type ApnsCredentials } from './apns/apns-simulator.ts';
import { startControlServer } from './control-server.ts';
import { createAuthority } from './frame/certificates.ts';
import type { RunningSimulator } from './frame/running.ts';

export interface SimulatorsOptions {
  /** Decides all that is random: which messages fail, and how long answers take. Random itself when absent. */
  readonly seed?: number;
  /** The time that tokens, outages and daily limits go by, in milliseconds since the epoch; that of the machine when absent. */
  readonly now?: () => number;
  /** Free ones when absent. */
  readonly ports?: { readonly control?: number; readonly apns?: number };
  /** The app that the simulators let in. */
  readonly bundleId?: string;
}

/** Push providers on the loopback address, with an authority of their own. Several sets can run at once. */
export interface Simulators {
  /** PEM; clients have to trust it. */
  readonly authority: string;
  readonly seed: number;
  /** Of the control API and the page of devices: `http://127.0.0.1:<port>` */
  readonly controlUrl: string;
  readonly apns: RunningSimulator<ApnsCredentials>;
  close(): Promise<void>;
}

/** Starts them all. Close them in afterAll. */
export async function startSimulators({
  seed = randomInt(2 ** 32),
  now = Date.now,
  ports = {},
  bundleId = 'com.example.demo',
}: SimulatorsOptions = {}): Promise<Simulators> {
  const authority = await createAuthority();
  const common = { seed, now, authority, certificate: await authority.issueServer() };
  const apns = await startApns({ ...common, port: ports.apns ?? 0, bundleId });
  const all = [apns];
  const control = await startControlServer(all, { port: ports.control ?? 0, pages: () => undefined });
  return {
    authority: authority.certificate,
    seed,
    controlUrl: control.url,
    apns,
    close: async () => {
      await Promise.all([control, ...all].map((server) => server.close()));
    },
  };
}
