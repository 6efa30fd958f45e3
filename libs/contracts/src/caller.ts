import { z } from 'zod';

/** Where a request came from, as far as sessions and throttles need it. */
export const origin = z.object({
  /** `X-Parse-Installation-Id`, as sent. */
  installationId: z.string().optional(),
  /** Of the client, behind trusted proxies; empty when unknown. */
  address: z.string(),
  /** Address of the mount as clients reach it, as the deployment is configured and never as a request says: for links in mails. */
  serverUrl: z.string().optional(),
  /** Language that the client asks for, such as `de` or `pt-BR`, where the app speaks several. */
  locale: z.string().max(35).optional(),
});

/** The caller of a REST request, as the request states it, beside the identity that goes into its context. */
export interface Caller {
  /** Of a session that was found to be live; for routes that ignore sessions, as sent. */
  readonly sessionToken: string | undefined;
  /** The REST key alone names the app, and no key of an SDK. */
  readonly byRestKey: boolean;
  /** `X-Parse-Request-Id`: the same for repetitions of a request. */
  readonly repeatId: string | undefined;
  readonly origin: z.infer<typeof origin>;
}
