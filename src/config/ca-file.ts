import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { badVariable, type Place } from './bad-variable.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Reads the certificates a target's server may be signed by.
 * @param value a file, relative to `folder`; `system` for the system's roots; or the PEM text
 *   itself, as some platforms put it into the environment
 * @returns PEM text of the certificates alone, or null for the system's roots
 * @throws GateError BAD_CONFIG a file that cannot be read or holds no certificate
 */
export function readCaCertificates(value: string, folder: string, place: Place): string | null {
  if (value === 'system') return null;
  const text = value.includes('-----BEGIN') ? value : readText(resolve(folder, value), place);
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw badVariable(place, 'names a CA file that holds no certificate (PEM).');
  }
  return `${certificates.join('\n')}\n`;
}

function readText(file: string, place: Place): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw badVariable(place, `names a CA file that cannot be read (${code}).`);
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
