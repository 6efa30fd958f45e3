export { startMailbox, type ArrivedMail, type Mailbox, type MailboxOptions } from './mailbox.ts';
export { startPrivateServer, type PrivateServer } from './private-server.ts';
export { credentialsOf, natsOptions, testSeed, testServers, uniqueName, type TestServers } from './servers.ts';
export { MODES, type Mode, type Replicas, type TestProcess } from './parlance/boot.ts';
export type { LogLine } from './parlance/log-lines.ts';
export type { RestAnswer, RestOptions } from './parlance/rest-client.ts';
export { type Parlance, type ParlanceOptions, startParlance } from './parlance/start-parlance.ts';
export { type AppDeclaration, type TestApp, type TestKey } from './parlance/test-app.ts';
