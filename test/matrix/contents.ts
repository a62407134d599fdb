/** What a way brings into the protected branch; the branches of history.ts are named by it. */
export const CONTENTS = ['undeployed', 'deployed', 'none'] as const;
export type Content = (typeof CONTENTS)[number];

/** The file that an update with this content puts on main. */
export function broughtFile(content: Content): string {
  if (content === 'none') return 'incoming.txt';
  return `migrations/${content === 'deployed' ? '002' : '003'}_${content}.sql`;
}
