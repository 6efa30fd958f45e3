import { int, text, type Settings } from '@parlance/settings';

/** Environment of the admin service. */
export const ADMIN_SETTINGS = {
  PARLANCE_ADMIN_TOKEN: text({
    optional: true,
    meaning:
      'Token of the owner of the deployment, who may do everything: at least 32 characters; further ones behind a blank are believed, too, ' +
      'while it is changed. None when unset: then tokens that were made before are the only way in.',
  }),
  PARLANCE_ADMIN_TOKEN_FILE: text({ optional: true, meaning: 'File with the same, one token on a line.' }),
  PARLANCE_ADMIN_GRPC_PORT: int({
    optional: true,
    min: 0,
    max: 65_535,
    meaning: 'Port of the gRPC door; 0 takes a free one. No gRPC when unset.',
  }),
  PARLANCE_ADMIN_GRPC_HOST: text({ default: '127.0.0.1', meaning: 'Address on which gRPC listens.' }),
  PARLANCE_ADMIN_GRPC_TLS_CERT: text({
    optional: true,
    meaning: 'File with the certificate of the gRPC door and those above it, PEM. Without TLS when unset.',
  }),
  PARLANCE_ADMIN_GRPC_TLS_KEY: text({ optional: true, meaning: 'File with its key, PEM.' }),
  PARLANCE_ADMIN_GRPC_TLS_CLIENT_CA: text({
    optional: true,
    meaning: 'File with the authority whose certificates clients have to show, PEM. Clients need none when unset.',
  }),
} as const;
export type AdminSettings = Settings<typeof ADMIN_SETTINGS>;
