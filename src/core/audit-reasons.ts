import type { Audit, AuditFinding } from './audit.ts';
import type { Facts } from './facts.ts';
import { foldWords } from './fold-words.ts';
import { pendingByTarget } from './make-audit.ts';
import type { Reason, Report } from './report.ts';

/**
 * What the audit found in what is still pending: one reason a migration. With `audit: error` it
 * blocks what is to be deployed; here it is a warning, for a database that one can make anew.
 */
export function auditReasons({ audit, candidate }: Facts, targets: Report['targets']): Reason[] {
  if (audit === null) return [];
  const { here, elsewhere } = pendingByTarget(targets);
  const isOpen = (name: string): boolean => here.has(name) || elsewhere.has(name);
  const severityOf = (names: readonly string[]): Reason['severity'] =>
    audit.level === 'error' && names.some((name) => elsewhere.has(name)) ? 'block' : 'warn';
  const found = candidate.migrations
    .filter(({ name }) => isOpen(name))
    .flatMap(({ name, path }) => {
      const findings = audit.findings.filter(({ migration }) => migration === name);
      return findings.length === 0
        ? []
        : [findingsReason(path, name, findings, severityOf([name]))];
    });
  const unseen = audit.audited.filter(isOpen);
  if (audit.problem === null || unseen.length === 0) return found;
  return [...found, problemReason(audit, unseen, severityOf(unseen))];
}

function findingsReason(
  path: string,
  name: string,
  findings: readonly AuditFinding[],
  severity: Reason['severity'],
): Reason {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return {
    code: 'AUDIT',
    target: null,
    migrations: [name],
    severity,
    message: [`Look at this before ${path} runs:`, ...findings.flatMap(renderFinding)].join('\n'),
    fixes: [
      'Change the file, or say in its header why it is right:',
      `-- migration-gate: audit-ok ${rules.join(' ')}: <why>`,
    ],
  };
}

/** `12:1 DROP TABLE users: its rows are lost (drop-table)`, within 76 columns. */
function renderFinding({ line, column, rule, message }: AuditFinding): string[] {
  return foldWords(`${line}:${column} ${message} (${rule})`, 74, '  ');
}

function problemReason(
  audit: Audit,
  names: readonly string[],
  severity: Reason['severity'],
): Reason {
  return {
    code: 'AUDIT',
    target: null,
    migrations: names,
    severity,
    message: foldWords(`Locks are not audited: ${audit.problem}`, 66, '').join('\n'),
    fixes: ['Mend it, or take squawk-cli out: npm uninstall squawk-cli'],
  };
}
