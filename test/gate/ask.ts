import { expect } from 'vitest';
import { reportSchema } from '../../src/commands/report-schema.ts';
import type { Report } from '../../src/core/report.ts';
import type { Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';

export type Answer = { readonly code: number; readonly report: Report };

/** `verify … --json`: exit code and report, which must fit its schema. */
export async function verifyJson(repository: Repository, ...args: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await repository.gate('verify', ...args, '--json');
  expect(stderr).toBe('');
  return { code, report: reportSchema.parse(JSON.parse(stdout)) };
}

/** `PENDING production`, `INVALID_NAME`; only what blocks. */
export function blockingCodes({ reasons }: Report): string[] {
  return codes(reasons.filter((reason) => reason.severity === 'block'));
}

export function warningCodes({ reasons }: Report): string[] {
  return codes(reasons.filter((reason) => reason.severity === 'warn'));
}

function codes(reasons: Report['reasons']): string[] {
  return reasons.map(({ code, target }) => (target === null ? code : `${code} ${target}`));
}

/** What a refusal or a report says, without what differs from run to run. */
export function masked(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, 'HOST')
    .replace(/\btest_[0-9a-f]{12}/g, 'DATABASE')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\b[0-9a-f]{40}\b/g, 'OID')
    .replace(/\/\S+\/repositories\/[0-9a-f]+\//g, 'FOLDER/')
    .replace(/\((CERT|UNABLE)_\w+\)/g, '(CODE OF OPENSSL)')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

/** The reasons and what to type: a report without the lines on its targets and its frame. */
export function reasonsOf(text: string): string {
  const [, reasons = ''] = /\n\n((?:✗|⚠️)[\s\S]*?)\n\n=====/.exec(text) ?? [];
  return masked(reasons);
}

/** The frame's lines between its rules. */
export function summaryOf({ stdout, stderr }: Result): string[] {
  const [, summary = ''] = /VERIFICATION SUMMARY\n=+\n([\s\S]*?)\n=+\n/.exec(stdout + stderr) ?? [];
  return summary.split('\n');
}
