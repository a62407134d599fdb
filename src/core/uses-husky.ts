/** Whether a package.json installs husky, or runs it after an install. */
export function usesHusky(text: string): boolean {
  return /"husky"\s*:/.test(text) || /"(prepare|postinstall)"\s*:\s*"[^"]*\bhusky\b/.test(text);
}
