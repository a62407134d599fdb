import { isThere, type Reason, type TargetReport } from './report.ts';
import type { Failure, Verified } from './verified.ts';
import { xmlAttribute, xmlText } from './xml-text.ts';

/** A test case; without an outcome it passed. */
type Case = {
  readonly name: string;
  readonly outcome?: {
    readonly is: 'failure' | 'error' | 'skipped';
    readonly message: string;
    readonly text?: string;
    readonly type?: string;
  };
};
type Suite = { readonly name: string; readonly cases: readonly Case[] };

/**
 * The report as JUnit XML, for every CI that draws tests: a suite for each target, a test case for
 * each migration. There is a failure or an error exactly where the verdict is not green.
 */
export function renderJunit({ verdict: { report }, nothing }: Verified): string {
  if (nothing !== null) {
    const outcome = { is: 'skipped', message: `Nothing to check: ${nothing}.` } as const;
    return renderSuites([{ name: 'update', cases: [{ name: 'migrations', outcome }] }]);
  }
  const blocking = report.reasons.filter(({ severity }) => severity === 'block');
  const suites = report.targets.map((target) => suiteOf(target, blocking));
  const others = blocking.filter(({ target }) => !suites.some(({ name }) => name === target));
  const update = others.map((reason) => failed(reason.code, reason));
  return renderSuites(
    update.length === 0 ? suites : [{ name: 'update', cases: update }, ...suites],
  );
}

/** What kept it from judging, as one test case. */
export function junitOfFailure({ message, fix }: Failure): string {
  const outcome = { is: 'error', message, text: fix } as const;
  return renderSuites([{ name: 'update', cases: [{ name: 'verify', outcome }] }]);
}

function suiteOf({ target, access, migrations }: TargetReport, blocking: readonly Reason[]): Suite {
  const own = blocking.filter((reason) => reason.target === target);
  const names = new Set(migrations.map(({ name }) => name));
  const cases = migrations.map((status): Case => {
    const reason = own.find((one) => one.migrations.includes(status.name));
    if (reason !== undefined) return failed(status.name, reason);
    if (isThere(status)) return { name: status.name };
    const message = [status.state, ...status.flags].join(', ');
    return { name: status.name, outcome: { is: 'skipped', message } };
  });
  const homeless = own.filter((reason) => !reason.migrations.some((name) => names.has(name)));
  const off = { is: 'skipped', message: 'switched off' } as const;
  const asked: Case[] = homeless.length > 0 ? homeless.map((one) => failed(one.code, one)) : [];
  const access_: Case[] = access === 'off' ? [{ name: 'access', outcome: off }] : asked;
  return { name: target, cases: [...access_, ...cases] };
}

/** Whose migrations are not applied has failed; whoever could not be asked is an error. */
function failed(name: string, reason: Reason): Case {
  const [message = '', ...rest] = reason.message.split('\n');
  const text = [...rest, 'What to type:', ...reason.fixes].join('\n');
  const is = reason.migrations.length > 0 ? 'failure' : 'error';
  return { name, outcome: { is, message, text, type: reason.code } };
}

function renderSuites(suites: readonly Suite[]): string {
  const counts = countsOf(suites.flatMap(({ cases }) => cases));
  const { skipped: _, ...all } = counts;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttribute('name', 'migration-gate')}${attributes(all)}>`,
    ...suites.flatMap(renderSuite),
    '</testsuites>',
    '',
  ].join('\n');
}

function renderSuite({ name, cases }: Suite): string[] {
  const head = `${xmlAttribute('name', name)}${attributes(countsOf(cases))}`;
  return [`  <testsuite${head}>`, ...cases.map((one) => renderCase(one, name)), '  </testsuite>'];
}

function renderCase({ name, outcome }: Case, suite: string): string {
  const head = `${xmlAttribute('name', name)}${xmlAttribute('classname', `migration-gate.${suite}`)}`;
  if (outcome === undefined) return `    <testcase${head}/>`;
  const { is, message, text = '', type } = outcome;
  const typed = type === undefined ? '' : xmlAttribute('type', type);
  const inner = `<${is}${xmlAttribute('message', message)}${typed}>${xmlText(text)}</${is}>`;
  return `    <testcase${head}>${inner}</testcase>`;
}

function countsOf(
  cases: readonly Case[],
): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const count = (is: string): number => cases.filter(({ outcome }) => outcome?.is === is).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

const attributes = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, value]) => xmlAttribute(name, value))
    .join('');
