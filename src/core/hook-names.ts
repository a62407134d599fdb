/**
 * The hooks of git that a hook manager has a file for: husky in `.husky/`, others in git's own hooks
 * folder. reference-transaction is not among them: husky does not know it, so it gets its own file.
 */
export const MANAGED_HOOKS = [
  'pre-merge-commit',
  'pre-commit',
  'pre-rebase',
  'pre-push',
  'post-checkout',
  'post-commit',
  'post-merge',
  'post-rewrite',
] as const;
