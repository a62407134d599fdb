import { type Diagnosis, ok, warning, wrong } from './diagnosis.ts';

/**
 * What a version of git can do for the gate.
 *
 * @param version `git version 2.39.5 (Apple Git-154)`
 */
export function diagnoseGit(version: string): Diagnosis {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const number = Number(major) * 1000 + Number(minor);
  const name = version.replace(/^git version /, 'git ');
  if (number >= 2038) return ok('git', name);
  const fix = 'Install a newer git: https://git-scm.com/downloads';
  if (number >= 2036) {
    const lacks = 'It cannot merge in memory (2.38): a merge is judged after it has moved files.';
    return warning('git', `${name} is old.\n${lacks}`, fix);
  }
  const why =
    number < 2028
      ? 'It has no reference-transaction hook (2.28).'
      : 'The gate needs 2.36, or 2.38.';
  return wrong('git', `${name} is too old.\n${why}`, fix);
}
