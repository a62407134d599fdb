import type { GateConfig } from '../config/gate-config.ts';
import { type Diagnosis, ok, warning } from '../core/diagnosis.ts';
import { findSquawk } from '../squawk/find-squawk.ts';

/** Whether pending migrations are audited, and for what. */
export function diagnoseAudit({ audit }: GateConfig): Diagnosis[] {
  if (audit === 'off') return [];
  const squawk = findSquawk();
  if (squawk.kind === 'found') {
    return [ok('config', 'pending migrations are audited, for locks too (squawk)')];
  }
  const text = 'pending migrations are audited, but not for locks';
  const install = 'npm install --save-dev squawk-cli';
  if (squawk.kind === 'absent') return [ok('config', `${text}\n(${install} adds that)`)];
  return [warning('config', `${text}:\n${squawk.problem}`, install)];
}
