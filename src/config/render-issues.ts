import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** zod's findings as `path: what is wrong`, one line each; never a value (zod tells none). */
export function renderIssues(issues: readonly Issue[]): string {
  const lines = issues.flatMap((issue) => renderIssue(issue, []));
  return lines.length === 1 ? lines.join() : lines.map((line) => `\n  ${line}`).join('');
}

function renderIssue(issue: Issue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${renderPath([...path, key])}: there is no such key`);
  }
  if (issue.code === 'invalid_key') {
    return [`${renderPath(path)}: ${issue.issues.map((inner) => inner.message).join('; ')}`];
  }
  if (issue.code === 'invalid_union') return renderUnion(issue, path);
  return [`${renderPath(path)}: ${plain(issue.message)}`];
}

/** Of the forms a key may have, the one that was meant: the one whose type fits already. */
function renderUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): string[] {
  const meant = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0));
  if (meant) return meant.flatMap((inner) => renderIssue(inner, path));
  const forms = issue.errors.flat().map((inner) => expectation(plain(inner.message)));
  return [`${renderPath(path)}: expected ${[...new Set(forms)].join(', or ')}`];
}

/** `expected array, received number` -> `array`. */
function expectation(message: string): string {
  return message.replace(/^expected /, '').replace(/, received .*$/, '');
}

function plain(message: string): string {
  return message.replace(/^Invalid (?:input|option): /, '').replace(/^Too (?:big|small): /, '');
}

/** `targets.production.tls`, `protect["release/*"]`, `ignore[2]`; the whole file: `the file`. */
function renderPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  return path.map(renderStep).join('').replace(/^\./, '');
}

function renderStep(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const key = String(step);
  return /^[\w$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
