import type { Described } from './described.ts';
import { renderBash } from './render-bash.ts';
import { renderFish } from './render-fish.ts';
import { renderZsh } from './render-zsh.ts';

/** A shell with a completion of its own. */
export type Shell = keyof typeof RENDERERS;

const RENDERERS = { bash: renderBash, fish: renderFish, zsh: renderZsh };

export const SHELLS = Object.keys(RENDERERS) as Shell[];

/** The script that lets a shell complete our commands, their options, branches and migrations. */
export function renderCompletion(shell: Shell, commands: readonly Described[]): string {
  return RENDERERS[shell](commands);
}
