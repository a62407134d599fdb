import type { Command } from 'commander';

/** A command as it is described, for whatever shows all of them: completion, pages. */
export type Described = {
  /** `worktree close`; empty for the program itself. */
  readonly name: string;
  readonly purpose: string;
  /** `[options] [what]` */
  readonly usage: string;
  readonly arguments: readonly { readonly name: string; readonly purpose: string }[];
  readonly options: readonly DescribedOption[];
};

type DescribedOption = {
  /** `--target` */
  readonly long: string;
  /** `--target <name>` */
  readonly flags: string;
  readonly purpose: string;
  readonly takesValue: boolean;
};

/** All commands that do something, in the order of the help. */
export function describeCommands(program: Command): Described[] {
  return program.commands.flatMap((command) => describeOne(command, []));
}

function describeOne(command: Command, path: readonly string[]): Described[] {
  const names = [...path, command.name()];
  if (command.commands.length > 0) {
    return command.commands.flatMap((inner) => describeOne(inner, names));
  }
  const described = {
    name: names.join(' '),
    purpose: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      purpose: argument.description,
    })),
    options: command.options
      .filter((option) => !option.hidden)
      .map((option) => ({
        long: option.long ?? option.flags,
        flags: option.flags,
        purpose: option.description,
        takesValue: option.required || option.optional,
      })),
  };
  return [described];
}
