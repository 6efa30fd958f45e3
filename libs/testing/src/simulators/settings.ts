import { int, text, type SettingsTable } from '@parlance/settings';

const port = (of: string) => int({ meaning: `port of ${of}; a free one when unset`, min: 1, max: 65_535, optional: true });

/** The environment of the program that runs all simulators. */
export const SIMULATOR_SETTINGS = {
  SIMULATORS_CONTROL_PORT: port('the control API and the page of devices'),
  SIMULATORS_APNS_PORT: port('APNs'),
  SIMULATORS_GOOGLE_OAUTH_PORT: port("Google's token endpoint"),
  SIMULATORS_FCM_PORT: port('FCM'),
  SIMULATORS_MICROSOFT_OAUTH_PORT: port("Microsoft's token endpoints"),
  SIMULATORS_WNS_PORT: port('WNS'),
  SIMULATORS_WINPHONE_PORT: port('MPNS'),
  SIMULATORS_WEB_PUSH_PORT: port("the browsers' push service"),
  SIMULATORS_SEED: int({ meaning: 'seed of all random numbers; a random one when unset', min: 0, max: 0xffff_ffff, optional: true }),
  SIMULATORS_BUNDLE_ID: text({ meaning: 'app that APNs lets in', default: 'com.example.demo', pattern: /^[\w.-]+$/, form: 'a bundle id' }),
  SIMULATORS_PROJECT_ID: text({
    meaning: 'project that FCM lets in',
    default: 'demo-project',
    pattern: /^[a-z0-9-]+$/,
    form: 'a project id',
  }),
  SIMULATORS_FILE: text({
    meaning: 'file for addresses, authority and credentials, as JSON; only its owner may read it',
    optional: true,
  }),
} satisfies SettingsTable;
