import type { FastifyHelmetOptions } from '@fastify/helmet';

export const REPORT_PATH = '/csp-report';

/**
 * The pages run scripts and styles of this server alone: nothing inline, no frames, no other hosts. Styles that the parts of the pages add
 * carry the nonce of the answer.
 */
export const POLICY: FastifyHelmetOptions = {
  enableCSPNonces: true,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
      reportUri: [REPORT_PATH],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
};
