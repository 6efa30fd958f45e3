import { createHash } from 'node:crypto';

/** The page's only style. Nothing of a sender stands in it. */
export const STYLE = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
body { margin: 1.5rem; }
.devices { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1rem; }
.device { border: 2px solid #8888; padding: .75rem; overflow: hidden; }
.device h2 { font-size: 1rem; margin: 0 0 .5rem; display: flex; justify-content: space-between; gap: .5rem; }
.device code { font-size: .75rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.note { position: relative; margin: .5rem 0; padding: .6rem .75rem; overflow-wrap: anywhere; }
.note b, .note span { display: block; white-space: pre-wrap; }
.note small { opacity: .75; }
.badge { position: absolute; top: -.4rem; right: -.2rem; background: #d22; color: #fff; border-radius: 1rem; padding: 0 .45rem; }
.silent { opacity: .7; font-style: italic; }
.apns { border-radius: 1.75rem; } .apns .note { background: #8883; border-radius: 1rem; }
.fcm { border-radius: 1rem; } .fcm .note { background: #3a73; border-radius: .5rem; border-left: 4px solid #3a7; }
.wns .note { background: #1f1f1f; color: #fff; }
.winphone { background: #000; color: #fff; } .winphone .note { background: #1ba1e2; color: #fff; }
.web-push .note { background: #4682; border: 1px solid #8888; border-radius: .25rem; }
details { margin-top: .25rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .75rem; margin: .25rem 0 0; }
`;

const digest = createHash('sha256').update(STYLE).digest('base64');

/**
 * Nothing on the page runs or is fetched: neither scripts nor images, nor a style but the one above. A sandbox would add nothing to that,
 * and would stop the page from loading itself anew.
 */
export const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${digest}'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`;
