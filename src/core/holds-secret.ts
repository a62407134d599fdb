import { redact } from './redact.ts';

/** A URL with user information, a header given with `-c http.extraHeader=…`, a setting of a password. */
const SECRETS = [
  /:\/\/\S*@/,
  /extraheader/i,
  /\bauthorization\s*:/i,
  /\b(password|passwd|pgpassword|token|secret)\s*=/i,
];

/** Whether a command line may hold a secret, and so is not to be written down (contract 1, law 4). */
export function holdsSecret(args: readonly string[]): boolean {
  return args.some(
    (word) => SECRETS.some((secret) => secret.test(word)) || redact(word, []) !== word,
  );
}
