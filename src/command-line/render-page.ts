import type { Described } from './described.ts';
import type { Example } from './examples.ts';

/** The page of a command in docs/commands, as Markdown. */
export function renderPage(command: Described, examples: readonly Example[]): string {
  const { name, purpose, usage, options } = command;
  const parts = [
    '<!-- Written by test/command-line/pages.test.ts from what --help says. -->',
    `# migration-gate ${name}`,
    purpose,
    fenced('sh', `migration-gate ${name} ${usage}`),
    table(
      'Argument',
      command.arguments.map((argument) => [argument.name, argument.purpose]),
    ),
    table(
      'Option',
      options.map((option) => [option.flags, option.purpose]),
    ),
    '## Examples',
    fenced('sh', examples.map(([line, why]) => `# ${why}\nmigration-gate ${line}`).join('\n')),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The list of all of them. */
export function renderIndex(commands: readonly Described[]): string {
  const rows = commands.map(({ name, purpose }) => {
    return [`[${name}](${pageName(name)})`, cell(purpose)] as const;
  });
  const lines = rows.map((row) => `| ${row.join(' | ')} |`);
  return `# Commands\n\n| Command | does |\n|---|---|\n${lines.join('\n')}\n`;
}

/** `worktree close` → `worktree-close.md` */
export const pageName = (name: string): string => `${name.replaceAll(' ', '-')}.md`;

function table(head: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(([name, purpose]) => `| \`${cell(name)}\` | ${cell(purpose)} |`);
  return [`| ${head} | |`, '|---|---|', ...lines].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
