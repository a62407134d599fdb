import { createRequire } from 'node:module';

export type Squawk =
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken'; readonly problem: string }
  | { readonly kind: 'found'; readonly program: string };

/**
 * The program of `squawk-cli`, an optional peer, which has one package for each platform. Its own
 * start script would cost a second node.
 */
export function findSquawk(require: NodeJS.Require = createRequire(import.meta.url)): Squawk {
  try {
    require.resolve('squawk-cli/package.json');
  } catch {
    return { kind: 'absent' };
  }
  try {
    const { getBinaryPath } = require('squawk-cli/js/index.js');
    return { kind: 'found', program: getBinaryPath() };
  } catch (error) {
    // squawk: the "@squawk-cli/linux-x64" optional dependency was not installed.\n…
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { kind: 'broken', problem: `${said}`.replace(/^squawk: /, '') };
  }
}
