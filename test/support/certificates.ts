import { createCA, createCert } from 'mkcert';

/** PEM texts: a certificate authority, and a server certificate it has signed. */
export type Certificates = {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
};

const VALIDITY_DAYS = 30;

/**
 * A new authority, and a certificate of it for these host names and addresses. Each call makes
 * another authority, so whoever trusts one trusts no other.
 */
export async function makeCertificates(names: readonly string[]): Promise<Certificates> {
  const ca = await createCA({
    organization: 'Test authority',
    countryCode: 'DE',
    state: 'Test',
    locality: 'Test',
    validity: VALIDITY_DAYS,
  });
  const { cert, key } = await createCert({ ca, domains: [...names], validity: VALIDITY_DAYS });
  return { ca: ca.cert, cert, key };
}
