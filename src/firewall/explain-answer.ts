import { z } from 'zod';
import { GateError } from '../errors.ts';

type Failure = {
  readonly status: number;
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly body: unknown;
  readonly retryAfter: number | null;
};

const TOKENS = 'https://cloud.digitalocean.com/account/api/tokens';

/** What the API said, as a sentence, and what to do about it. */
export function explainAnswer({ status, method, path, body, retryAfter }: Failure): GateError {
  const error = (problem: string, fix: string): GateError =>
    new GateError('FIREWALL', { problem, fix });
  if (status === 401) {
    const fix = `Make a new one, and put it into .env (DIGITALOCEAN_API_TOKEN):\n${TOKENS}`;
    return error('DigitalOcean does not accept the token (401).', fix);
  }
  if (status === 403) {
    const scope = method === 'PUT' ? 'database:update' : 'database:read';
    const fix = `Make one with the scopes database:read and database:update:\n${TOKENS}`;
    return error(`The token lacks the scope ${scope} of DigitalOcean (403).`, fix);
  }
  if (status === 404) {
    const id = /^\/databases\/([^/?]+)/.exec(path)?.[1] ?? '';
    const fix =
      'Correct DIGITALOCEAN_DATABASE_ID in .env, or remove it: the cluster is then\n' +
      'found by its host name.';
    return error(`DigitalOcean knows no database cluster ${id} (404).`, fix);
  }
  if (status === 422) {
    const problem = `DigitalOcean did not take the list of trusted sources (422)${said(body)}.`;
    return error(
      problem,
      'In the dashboard: Databases > the cluster > Settings > Trusted Sources.',
    );
  }
  if (status === 429) {
    const wait = retryAfter === null ? '' : `;\nit asks to wait ${retryAfter} s`;
    return error(`DigitalOcean was asked too often (429)${wait}.`, 'Repeat the command later.');
  }
  const fix = 'Repeat the command; https://status.digitalocean.com says what is down.';
  return error(`DigitalOcean's API failed (${status})${said(body)}.`, fix);
}

/** No answer at all. */
export function explainNoAnswer(cause: unknown): GateError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const { code, name } = inner as { code?: unknown; name?: unknown };
  const what = typeof code === 'string' ? code : name === 'TimeoutError' ? 'ETIMEDOUT' : 'no code';
  return new GateError('FIREWALL', {
    problem: `DigitalOcean's API gave no answer (${what}).`,
    fix: 'Check the network of this machine, or its proxy, and repeat the command.',
  });
}

/** `{"id": "unprocessable_entity", "message": "…"}`: only the message, and not much of it. */
function said(body: unknown): string {
  const parsed = z.object({ message: z.string().min(1) }).safeParse(body);
  if (!parsed.success) return '';
  return `:\n${parsed.data.message.replace(/\s+/g, ' ').slice(0, 78).replace(/\.$/, '')}`;
}
