import { broughtFile, CONTENTS, type Content } from './contents.ts';

/** Path -> text; null: the commit deletes it. */
type Files = Record<string, string | null>;

const SHARED = ['one', 'two', 'three', 'four', 'five', 'six'];
const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

const BASE: Files = {
  '.gitignore': '.env\n.env.*\n!.env.example\nnode_modules/\nbuild/\n',
  'migrations/001_base.sql': sqlOf('base'),
  // The states of states.ts work on these: `mine.txt` is on nobody's way.
  'mine.txt': 'as it was\n',
  'shared.txt': text(SHARED),
  'ours.txt': 'before\n',
};

/** The SQL of a migration that makes one table. */
function sqlOf(name: string): string {
  return `-- Migration: ${name}\n\nCREATE TABLE ${name} (id bigint PRIMARY KEY);\n`;
}

/** What every way brings beside its migration: an edit, a new file, and one that is ignored here. */
function incoming(content: Content): Files {
  const migration = content === 'none' ? {} : { [broughtFile(content)]: sqlOf(content) };
  return {
    ...migration,
    'incoming.txt': 'incoming\n',
    'build/out.txt': 'incoming\n',
    'shared.txt': text(['ONE', ...SHARED.slice(1)]),
  };
}

const taken = (content: Content): Files => ({
  ...Object.fromEntries(Object.keys(incoming(content)).map((path) => [path, null])),
  'shared.txt': text(SHARED),
});

/**
 * A stream for `git fast-import` on top of main. Main gets two commits, the second of which the
 * branches X/side, X/conflict do not have. For each content X: `X/ff` is one commit before main,
 * `X/side` one beside it, `X/conflict` one that conflicts, `X/reverted` main with X/ff taken back,
 * `X/top` one of its own before main, `refs/stashes/X/wip` a stash made on X/side (on main for none).
 */
export function history(): string {
  const stream = new Stream();
  stream.commit('refs/heads/base', BASE, 'refs/heads/main');
  stream.commit('refs/heads/main', { 'ours.txt': 'main\n' }, 'refs/heads/base');
  stream.branch('refs/heads/elsewhere', 'refs/heads/main');
  stream.commit('refs/heads/other', { 'other.txt': 'other\n' }, 'refs/heads/base');
  for (const content of CONTENTS) stream.ofContent(content);
  return stream.text;
}

class Stream {
  text = '';
  #mark = 0;
  #time = 1_760_000_000;

  commit(ref: string, files: Files, from: string, merge?: string): void {
    this.#mark += 1;
    this.#time += 60;
    const who = `Ann Author <ann@example.com> ${this.#time} +0000`;
    const message = `${ref} ${this.#mark}`;
    this.text += `reset ${ref}\nfrom ${from}\n\ncommit ${ref}\nauthor ${who}\ncommitter ${who}\n`;
    this.text += `data ${message.length}\n${message}\n`;
    if (merge) this.text += `merge ${merge}\n`;
    for (const [path, body] of Object.entries(files)) {
      this.text +=
        body === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${body.length}\n${body}\n`;
    }
    this.text += '\n';
  }

  branch(ref: string, from: string): void {
    this.text += `reset ${ref}\nfrom ${from}\n\n`;
  }

  ofContent(content: Content): void {
    const heads = `refs/heads/${content}`;
    this.commit(`${heads}/ff`, incoming(content), 'refs/heads/main');
    this.commit(`${heads}/side`, incoming(content), 'refs/heads/base');
    const conflict = { ...incoming(content), 'ours.txt': 'theirs\n' };
    this.commit(`${heads}/conflict`, conflict, 'refs/heads/base');
    this.commit(`${heads}/reverted`, taken(content), `${heads}/ff`);
    this.commit(`${heads}/top`, { 'top.txt': 'top\n' }, 'refs/heads/main');
    const base = content === 'none' ? 'refs/heads/main' : `${heads}/side`;
    this.commit('refs/stashes/index', {}, base);
    this.commit(`refs/stashes/${content}/wip`, { 'mine.txt': 'x\n' }, base, 'refs/stashes/index');
  }
}
