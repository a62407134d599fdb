import { portableStatement } from './portable-statement.ts';
import { parseStatements } from './sql-statements.ts';

/**
 * A dump of PGlite's pg_dump (PostgreSQL 18) as a document: nothing of the version or the run, and
 * nothing that an older server, 15 on, does not read.
 *
 * @param roles that its policies name; made where they are not there, or it could not be loaded
 */
export function tidyDump(dump: string, roles: readonly string[]): string {
  const first = dump.search(/^--\n-- Name: /m);
  const body = first === -1 ? '' : dump.slice(first).replace(END, '');
  const sections = body.split(/(?=^--\n-- Name: )/m).map(tidySection);
  const found = [SETTINGS, ...(roles.length === 0 ? [] : [makeRoles(roles)]), ...sections];
  return `${found.filter((section) => section !== '').join('\n\n')}\n`;
}

const END = /--\n-- PostgreSQL database dump complete\n--\s*(?:\\unrestrict .*\s*)?$/;

const SETTINGS = `SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;`;

/** `-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: -` */
const HEAD = /^--\n-- Name: (.*); Type: (.*); Schema: .*; Owner: -\n--\n\n/;

function tidySection(section: string): string {
  const [head = '', name = '', type = ''] = HEAD.exec(section) ?? [];
  const sql = section.slice(head.length).trimEnd().replace(TABLE_SETTINGS, '').trimEnd();
  const portable = makePortable(sql);
  if (portable === '') return '';
  const title = head === '' ? '' : `-- ${type.toLowerCase()} ${name}\n`;
  return title + portable;
}

/** Only what is not portable is changed: whatever stands between its statements stays. */
function makePortable(sql: string): string {
  let [made, at, some] = ['', 0, false];
  for (const statement of parseStatements(sql)) {
    const own = portableStatement(sql, statement);
    made += sql.slice(at, statement.start) + own.join(';\n');
    at = statement.end;
    some ||= own.length > 0;
  }
  return some ? made + sql.slice(at) : '';
}

/** They stand behind whatever comes before the first table. */
const TABLE_SETTINGS = /(?:\n+SET default_table(?:space|_access_method) = \S+;)+\s*$/;

/** Roles are the cluster's: only those that are missing are made, and nobody can log in as one. */
function makeRoles(roles: readonly string[]): string {
  const makes = [...roles].sort().map((role) => {
    const [text, name] = [role.replaceAll("'", "''"), role.replaceAll('"', '""')];
    return `  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${text}') THEN
    CREATE ROLE "${name}" NOLOGIN;
  END IF;`;
  });
  const tag = ['$roles$', '$$', '$r1$', '$r2$'].find((each) => !makes.join().includes(each));
  return `-- roles that policies name\nDO ${tag}\nBEGIN\n${makes.join('\n')}\nEND\n${tag};`;
}
