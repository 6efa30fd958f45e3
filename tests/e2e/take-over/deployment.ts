import { startMailbox, startParlance, type Mailbox, type Mode, type Parlance } from '@parlance/testing';
import { APP_ID, KEYS, type Server } from '../../conformance/pair.ts';
import { PARLANCE_SETTINGS } from './old-app/settings.ts';

/** A Parlance that has taken over a database. */
export interface TakenOver {
  readonly parlance: Parlance;
  readonly server: Server;
  readonly mailbox: Mailbox;
  /** Stops it and drops the database. */
  close(): Promise<void>;
}

/** Starts Parlance on the database of the old app, with the app's keys and settings. */
export async function takeOver(database: string, mode: Mode = 'fused'): Promise<TakenOver> {
  const mailbox = await startMailbox();
  const parlance = await startParlance({
    mode,
    apps: [{ id: APP_ID, keys: KEYS, database: { name: database }, settings: PARLANCE_SETTINGS }],
    env: { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example' },
  });
  return {
    parlance,
    server: { name: 'Parlance', url: parlance.url },
    mailbox,
    async close() {
      await parlance.close();
      await mailbox.close();
    },
  };
}
