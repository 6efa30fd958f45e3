import 'reflect-metadata'; // a library below @peculiar/x509 needs it first
import { webcrypto } from 'node:crypto';

/** A certificate with its private key, as Node's TLS takes them; both PEM. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of one run. Its private key never leaves the process, and nothing trusts it unless told to. */
export interface CertificateAuthority {
  /** PEM, for the `ca` option of a client or `NODE_EXTRA_CA_CERTS`. */
  readonly certificate: string;
  /** For a server on the loopback address: `localhost`, 127.0.0.1, ::1 and the further names. */
  issueServer(names?: readonly string[]): Promise<IssuedCertificate>;
  /** For a client that shows a certificate. @param topic the bundle id of an app, which becomes the subject's UID as Apple writes it */
  issueClient(topic: string): Promise<IssuedCertificate>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const VALID_MS = 7 * 24 * 3_600_000;
const CLOCK_SKEW_MS = 3_600_000;
/** The attribute "user id" of a name, which Node shows as UID. */
const UID = '0.9.2342.19200300.100.1.1';

/** Makes an authority of one's own. Takes some milliseconds. */
export async function createAuthority(): Promise<CertificateAuthority> {
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as never);
  const validity = { notBefore: new Date(Date.now() - CLOCK_SKEW_MS), notAfter: new Date(Date.now() + VALID_MS) };
  const generateKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const keys = await generateKeys();
  const name = 'CN=Parlance push simulators';
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name,
    ...validity,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  let serial = 1;
  const issue = async (
    subject: Record<string, string[]>[],
    purpose: 'serverAuth' | 'clientAuth',
    names: { type: 'dns' | 'ip'; value: string }[],
  ) => {
    const own = await generateKeys();
    serial += 1;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial.toString(16).padStart(4, '0'),
      subject,
      issuer: root.subject,
      ...validity,
      signingAlgorithm: ALGORITHM,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[purpose]]),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    });
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
    return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
  };
  return {
    certificate: root.toString('pem'),
    issueServer: (more = []) =>
      issue([{ CN: ['localhost'] }], 'serverAuth', [
        ...['localhost', ...more].map((value) => ({ type: 'dns' as const, value })),
        ...['127.0.0.1', '::1'].map((value) => ({ type: 'ip' as const, value })),
      ]),
    issueClient: (topic) => issue([{ [UID]: [topic] }, { CN: [`Apple Push Services: ${topic}`] }], 'clientAuth', []),
  };
}
