export { startMailbox, type ArrivedMail, type Mailbox, type MailboxOptions } from './mailbox.ts';
export { startPrivateServer, type PrivateServer } from './private-server.ts';
export {
  makeCertificates,
  secure,
  startSecuredMongodb,
  startSecuredNats,
  startSecuredRedis,
  startSecuredReplicaSet,
  type Certificates,
  type SecuredServer,
} from './secured-servers.ts';
export { credentialsOf, natsOptions, testSeed, testServers, uniqueName, type TestServers } from './servers.ts';
export { MODES, type Mode, type Replicas, type TestProcess } from './parlance/boot.ts';
export type { LogLine } from './parlance/log-lines.ts';
export { createAuthority, type CertificateAuthority, type IssuedCertificate } from './simulators/frame/certificates.ts';
export type { RestAnswer, RestOptions } from './parlance/rest-client.ts';
export { type Parlance, type ParlanceOptions, startParlance } from './parlance/start-parlance.ts';
export { type AppDeclaration, type TestApp, type TestKey } from './parlance/test-app.ts';
export type { ApnsCredentials } from './simulators/apns/apns-simulator.ts';
export type { Behaviours, Change } from './simulators/frame/behaviours.ts';
export type { Coverage, Delivery, Journal, KeptDelivery, PushDeliveries } from './simulators/frame/journal.ts';
export type { RunningSimulator } from './simulators/frame/running.ts';
export type { SimulatorsDescription } from './simulators/description.ts';
export type { SimulatorReport } from './simulators/frame/simulator.ts';
export type { ServiceAccount } from './simulators/oauth/google-oauth.ts';
export type { WnsCredentials } from './simulators/oauth/microsoft-oauth.ts';
export { simulatedProviders } from './simulators/simulated-providers.ts';
export { type Simulators, type SimulatorsOptions, startSimulators } from './simulators/start-simulators.ts';
export { type VapidKeys, webPushSubscription, type WebPushSubscription } from './simulators/web-push/web-push-simulator.ts';
export { winphoneChannel } from './simulators/winphone/winphone-simulator.ts';
export { wnsChannel } from './simulators/wns/wns-simulator.ts';
