import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import { diagnoseTargets } from '../core/diagnose-targets.ts';
import { type Diagnosis, renderDiagnoses, resultOf, wrong } from '../core/diagnosis.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { askTargets } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { diagnoseAudit } from './diagnose-audit.ts';
import { diagnoseClone } from './diagnose-clone.ts';
import { diagnoseConfig, diagnoseEnv } from './diagnose-config.ts';
import { diagnoseDebt, diagnoseLeftOvers } from './diagnose-left-overs.ts';
import { invocation } from './invocation.ts';
import { readDebtList } from './read-debt-list.ts';

export type DoctorOptions = { readonly json?: boolean };

/** `doctor`: looks at everything the gate needs; each line with its fix. No database is written. */
export async function doctor(context: Context, { json }: DoctorOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const { config, diagnoses } = await diagnoseConfig(repository);
  const all = [
    ...(await diagnoseClone(context, repository)),
    ...diagnoses,
    ...(config === null ? [] : diagnoseAudit(config)),
    ...(await diagnoseEnv(context, repository)),
    ...(config === null ? [] : await diagnoseDatabases(context, repository, config)),
    ...(await diagnoseLeftOvers(context, repository)),
  ];
  const result = resultOf(all);
  context.out(
    json
      ? `${JSON.stringify({ version: 1, result, checks: all }, null, 2)}\n`
      : renderDiagnoses(all),
  );
  return result === 'wrong' ? 1 : 0;
}

/** The targets are asked once, for themselves and for the debt. */
async function diagnoseDatabases(
  context: Context,
  repository: Repository,
  config: GateConfig,
): Promise<Diagnosis[]> {
  const invoke = invocation(repository.root, repository.mainRoot);
  const asked = await askTargets(context, repository, {
    config,
    names: targetNames(config.targets),
    pairs: [],
    secondsFor: () => config.timeoutSeconds,
    forDeploy: false,
  });
  const { problem } = asked;
  const found =
    problem === null
      ? diagnoseTargets(asked.targets, invoke)
      : [wrong('targets', problem.message, problem.fix)];
  return [...found, ...(await diagnoseDebts(context, repository, config, asked, invoke))];
}

async function diagnoseDebts(
  context: Context,
  repository: Repository,
  config: GateConfig,
  asked: Awaited<ReturnType<typeof askTargets>>,
  invoke: string,
): Promise<Diagnosis[]> {
  try {
    return diagnoseDebt(await readDebtList(context, repository, config, asked), invoke);
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return [wrong('debt', error.message, error.fix)];
  }
}
