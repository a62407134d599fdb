import { GateError } from '../errors.ts';
import { explainAnswer, explainNoAnswer } from './explain-answer.ts';

export type Api = {
  /** The answer's JSON. Asked again when the server is busy or ails. */
  get(path: string): Promise<unknown>;
  /**
   * Once: whoever replaces a list must read it again before the next try. null: done; an error that
   * another try may not have is returned, any other thrown.
   */
  put(path: string, body: unknown): Promise<GateError | null>;
};

export type ApiOptions = {
  readonly token: string;
  /** https://api.digitalocean.com, or a loopback server of a test. */
  readonly baseUrl: string;
  /** Milliseconds that one answer may take. */
  readonly timeoutMs: number;
  readonly pause: (ms: number) => Promise<void>;
};

/** How often one question is asked, and how long we let ourselves be told to wait. */
const TRIES = 4;
const PATIENCE_SECONDS = 60;

/**
 * DigitalOcean's API v2. The token goes into one header, to one host: no redirect is followed. No
 * body is ever shown or kept; it may hold passwords.
 */
export function openApi(options: ApiOptions): Api {
  return {
    get: async (path) => {
      for (let tries = 1; ; tries += 1) {
        const result = await ask(options, 'GET', path);
        if (result.kind === 'answer') return result.body;
        if (!result.again || tries === TRIES) throw result.error;
        await options.pause(result.waitMs ?? 500 * 2 ** tries * (0.5 + Math.random()));
      }
    },
    put: async (path, body) => {
      const result = await ask(options, 'PUT', path, body);
      if (result.kind === 'answer') return null;
      if (!result.again) throw result.error;
      if (result.waitMs !== null) await options.pause(result.waitMs);
      return result.error;
    },
  };
}

type Answered =
  | { readonly kind: 'answer'; readonly body: unknown }
  | {
      readonly kind: 'failure';
      readonly error: GateError;
      readonly again: boolean;
      readonly waitMs: number | null;
    };

async function ask(
  { token, baseUrl, timeoutMs }: ApiOptions,
  method: 'GET' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Answered> {
  try {
    const response = await fetch(`${baseUrl}/v2${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok)
      return { kind: 'answer', body: method === 'GET' ? await response.json() : null };
    return failureOf(response, method, path, await response.json().catch(() => null));
  } catch (cause) {
    return { kind: 'failure', error: explainNoAnswer(cause), again: true, waitMs: null };
  }
}

function failureOf(
  { status, headers }: Response,
  method: 'GET' | 'PUT',
  path: string,
  body: unknown,
): Answered {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const told = status === 429 && Number.isFinite(seconds) ? seconds : null;
  return {
    kind: 'failure',
    error: explainAnswer({ status, method, path, body, retryAfter: told }),
    again: status >= 500 || (status === 429 && (told ?? 1) <= PATIENCE_SECONDS),
    waitMs: told === null ? null : told * 1000,
  };
}

/** An answer that is not what the documentation says: nothing may be concluded from it. */
export function notUnderstood(what: string): GateError {
  return new GateError('FIREWALL', {
    problem: `What DigitalOcean says of ${what} is not understood.\nNothing was changed.`,
    fix: 'npm install --save-dev migration-gate@latest',
  });
}
