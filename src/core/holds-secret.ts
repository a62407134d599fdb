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

/** A key of JSON that is called after a secret and has a value: `"password": "…"`. */
const SECRET_KEY = /"[^"\n]*(password|passwd|token|secret)[^"\n]*"\s*:\s*"[^"]/i;

/** Whether the text of a committed file has a secret in it, by the shape of it. */
export function hasSecret(text: string): boolean {
  return redact(text, []) !== text || SECRET_KEY.test(text);
}
