import { randomInt } from 'node:crypto';
import { startApns, type ApnsCredentials } from './apns/apns-simulator.ts';
import { startControlServer } from './control-server.ts';
import { startFcm } from './fcm/fcm-simulator.ts';
import { createAuthority } from './frame/certificates.ts';
import type { RunningSimulator } from './frame/running.ts';
import { AccessTokens } from './oauth/access-tokens.ts';
import { startGoogleOAuth, type ServiceAccount } from './oauth/google-oauth.ts';
import { startMicrosoftOAuth, type WnsCredentials } from './oauth/microsoft-oauth.ts';
import { startWebPush, type VapidKeys } from './web-push/web-push-simulator.ts';
import { startWinphone, type WinphoneAddresses } from './winphone/winphone-simulator.ts';
import { startWns } from './wns/wns-simulator.ts';

/** The servers of a set, each with a port of its own. */
export const SIMULATOR_SERVERS = ['control', 'apns', 'googleOAuth', 'fcm', 'microsoftOAuth', 'wns', 'winphone', 'webPush'] as const;
export type SimulatorServer = (typeof SIMULATOR_SERVERS)[number];

export interface SimulatorsOptions {
  /** Decides all that is random: which messages fail, and how long answers take. Random itself when absent. */
  readonly seed?: number;
  /** The time that tokens, outages and daily limits go by, in milliseconds since the epoch; that of the machine when absent. */
  readonly now?: () => number;
  /** Free ones when absent. */
  readonly ports?: Partial<Readonly<Record<SimulatorServer, number>>>;
  /** The app that APNs lets in. */
  readonly bundleId?: string;
  /** The project that FCM lets in. */
  readonly projectId?: string;
}

/** Push providers on the loopback address, with an authority of their own. Several sets can run at once. */
export interface Simulators {
  /** PEM; clients have to trust it. */
  readonly authority: string;
  readonly seed: number;
  /** Of the control API and the page of devices: `http://127.0.0.1:<port>` */
  readonly controlUrl: string;
  readonly apns: RunningSimulator<ApnsCredentials>;
  readonly googleOAuth: RunningSimulator<ServiceAccount>;
  readonly fcm: RunningSimulator<ServiceAccount>;
  readonly microsoftOAuth: RunningSimulator<WnsCredentials>;
  readonly wns: RunningSimulator<WnsCredentials>;
  readonly winphone: RunningSimulator<WinphoneAddresses>;
  readonly webPush: RunningSimulator<VapidKeys>;
  close(): Promise<void>;
}

/** Starts them all. Close them in afterAll. @throws Error when a port is taken; then nothing is left running */
export async function startSimulators({
  seed = randomInt(2 ** 32),
  now = Date.now,
  ports = {},
  bundleId = 'com.example.demo',
  projectId = 'demo-project',
}: SimulatorsOptions = {}): Promise<Simulators> {
  const authority = await createAuthority();
  const certificate = await authority.issueServer();
  const started: { close(): Promise<void> }[] = [];
  const keep = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const close = async () => void (await Promise.all(started.map((server) => server.close())));
  const options = (server: SimulatorServer) => ({ seed, now, certificate, port: ports[server] ?? 0 });
  try {
    const googleTokens = new AccessTokens(now);
    const microsoftTokens = new AccessTokens(now);
    const apns = await keep(startApns({ ...options('apns'), authority, bundleId }));
    const googleOAuth = await keep(startGoogleOAuth(options('googleOAuth'), { projectId, tokens: googleTokens }));
    const fcm = await keep(startFcm({ ...options('fcm'), account: googleOAuth.credentials, tokens: googleTokens }));
    const microsoftOAuth = await keep(startMicrosoftOAuth(options('microsoftOAuth'), { tokens: microsoftTokens }));
    const wns = await keep(startWns({ ...options('wns'), credentials: microsoftOAuth.credentials, tokens: microsoftTokens }));
    const winphone = await keep(startWinphone(options('winphone')));
    const webPush = await keep(startWebPush(options('webPush')));
    const simulators = { apns, googleOAuth, fcm, microsoftOAuth, wns, winphone, webPush };
    const control = await keep(startControlServer(Object.values(simulators), { port: ports.control ?? 0 }));
    return { authority: authority.certificate, seed, controlUrl: control.url, ...simulators, close };
  } catch (error) {
    await close();
    throw error;
  }
}
