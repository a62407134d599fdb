import { isLoopback } from '../core/loopback.ts';
import type { TargetSettings } from './config-fields.ts';
import type { Location } from './location.ts';
import type { VariableGroup } from './variable-group.ts';

/** Why a production that is configured must not be asked, and what to do about it. */
export type Refusal = { readonly problem: string; readonly fixes: readonly string[] };

/**
 * A production on this machine is, nine times out of ten, the developer's own database; so it
 * needs the word of the config: `loopback` for a tunnel or a test, `demo` for an embedded one.
 */
export function refusalOf(
  location: Location,
  settings: TargetSettings,
  { variable, source }: VariableGroup,
): Refusal | null {
  if (location.kind === 'pglite') {
    if (settings.demo) return null;
    return {
      problem: 'Production is embedded (pglite:), which only a demo may be.',
      fixes: [
        `Point ${variable} in ${source.label} at the real database.`,
        'If this is a demo, write in migration-gate.json:',
        settingLine('demo'),
      ],
    };
  }
  if (settings.loopback || !isLoopback(location.address.host)) return null;
  return {
    problem: 'Production is on this machine (loopback), which is refused.',
    fixes: [
      `If it is your local database, name its variables LOCAL_… in ${source.label}.`,
      'If it is a tunnel, write in migration-gate.json:',
      settingLine('loopback'),
    ],
  };
}

function settingLine(key: string): string {
  return `"targets": { "production": { "${key}": true } }`;
}
