import { secretForms } from './secret-forms.ts';

/** Stands for every secret. */
const MASK = '***';

/** Below this length a secret is replaced only where it stands as a value of its own. */
const SHORTEST = 4;

/** What is a secret by its shape alone; group 1 is what stands before it and stays. */
const SHAPES: readonly RegExp[] = [
  // postgres://user:pw@ - up to the last @ of the word: the password may hold an unescaped / or @
  /(\bpostgres(?:ql)?:\/\/)(?!<user>:<password>@<host>)(?:[^\s"\\]|\\.)*(?=@)/gi,
  // The lines that setup-lines.ts has people write hold no secret.
  // https://user:token@ - any other URL, within its authority
  /(\b[a-z][a-z0-9+.-]*:\/\/)(?!<user>:<password>@<host>)[^\s"/@]*:[^\s"/]*(?=@)/gi,
  // DigitalOcean: API token (dop), OAuth (doo), refresh (dor); the password of a database
  /()\bdo[opr]_v1_[0-9a-f]{64}/gi,
  /()\bAVNS_[A-Za-z0-9_-]+/g,
];

type Span = { readonly from: number; readonly to: number };

/**
 * The text with every secret replaced by `***`: the given ones, plain, percent-encoded, in base64,
 * escaped for JSON, SQL and the shell, and whatever is a secret by its shape.
 *
 * All finds are made in the original text and overlapping ones are replaced together, so that one
 * secret does not uncover the rest of another. A secret of one to three characters would take
 * ordinary words apart (`a`); it is replaced where it stands as a value of its own (`password=a`,
 * `'a'`, `:a@`).
 */
export function redact(text: string, secrets: Iterable<string>): string {
  const spans = SHAPES.flatMap((shape) => findShape(text, shape));
  for (const secret of secrets) {
    if (secret === '') continue;
    if (secret.length < SHORTEST) spans.push(...findValue(text, secret));
    else for (const form of secretForms(secret)) spans.push(...findAll(text, form));
  }
  return masked(text, spans);
}

function findShape(text: string, shape: RegExp): Span[] {
  return [...text.matchAll(shape)].map((match) => ({
    from: match.index + (match[1] ?? '').length,
    to: match.index + match[0].length,
  }));
}

function findAll(text: string, form: string): Span[] {
  const spans: Span[] = [];
  // one step at a time: `aXaXa` holds `aXa` twice
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    spans.push({ from: at, to: at + form.length });
  }
  return spans;
}

function findValue(text: string, secret: string): Span[] {
  return findAll(text, secret).filter(
    ({ from, to }) =>
      (from === 0 || /[\s"'`=:]/.test(text.charAt(from - 1))) &&
      (to === text.length || /[\s"'`@,;&]/.test(text.charAt(to))),
  );
}

function masked(text: string, spans: Span[]): string {
  let out = '';
  let end = 0;
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    if (from >= end && to > from) out += text.slice(end, from) + MASK;
    end = Math.max(end, to);
  }
  return out + text.slice(end);
}
