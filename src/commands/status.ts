import { renderStatus } from '../core/render-status.ts';
import { readRepository } from '../git/repository.ts';
import { closeCommand } from './close-command.ts';
import type { Context, ExitCode } from './context.ts';
import { invocation } from './invocation.ts';
import { readStatus } from './read-status.ts';
import { statusReport } from './status-report.ts';

export type StatusOptions = {
  readonly json?: boolean;
  /** One page that needs no network. */
  readonly html?: boolean;
  /** Also the branches of remotes, as far as they were fetched. */
  readonly remote?: boolean;
  /** Asks no database. */
  readonly offline?: boolean;
};

/** `status`: the whole repository at a glance. What cannot be asked is said; exit 0 all the same. */
export async function status(context: Context, options: StatusOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const { root, mainRoot } = repository;
  const invoke = invocation(root, mainRoot, context.program.script);
  const all = await readStatus(context, repository, options);
  if (options.json) {
    context.out(`${JSON.stringify(statusReport(all), null, 2)}\n`);
    return 0;
  }
  if (options.html) {
    const { renderStatusHtml } = await import('../core/render-status-html.ts');
    context.out(renderStatusHtml(all, invoke, context.now()));
    return 0;
  }
  context.out(renderStatus(all, { invoke, close: (path) => closeCommand(mainRoot, path) }));
  return 0;
}
