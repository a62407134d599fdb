import { readOutputLog } from './output-log.ts';
import { readSecrets } from './run-folder.ts';

/**
 * Every command of the run that printed a password that the run used: plain, percent-encoded or
 * in base64. The answer names test and command, never the password.
 */
export function findLeaks(folder: string): string[] {
  const forms = readSecrets(folder).flatMap(formsOf);
  return readOutputLog(folder)
    .filter((entry) => forms.some((form) => entry.output.includes(form)))
    .map((entry) => `${entry.source}: ${mask(entry.command, forms)}`);
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function mask(text: string, forms: readonly string[]): string {
  return forms.reduce((masked, form) => masked.replaceAll(form, '***'), text);
}
