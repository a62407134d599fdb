import type { Bundle, Carried } from './bundle.ts';
import { dollarQuote, quote, quoteArgument, stopWhere } from './psql-words.ts';
import { renderEnd } from './render-bundle-end.ts';
import { renderGuards } from './render-bundle-guards.ts';
import { renderCarried } from './render-bundle-migration.ts';
import { visible } from './visible.ts';

/**
 * The whole psql script: the texts, the guards, the lock, the ledger, one migration after the
 * other, the last look and the receipt. psql 13 or later, PostgreSQL 13 or later.
 * @param head the steps in words, one comment a line
 */
export function renderBundle(bundle: Bundle, head: readonly string[]): string {
  return [
    ...head.map((line) => `-- ${visible(line)}`.trimEnd()),
    SETTINGS,
    sayWhere(bundle),
    '-- ---- The migrations. psql keeps each text, and runs it below.',
    `SELECT ${dollarQuote(listOf(bundle))} AS mg_list \\gset`,
    ...bundle.carried.map(keepText),
    `SELECT ${dollarQuote(bundle.ledgerSql)} AS mg_ledger \\gset`,
    '-- ---- What must hold before anything runs.',
    ...renderGuards(bundle),
    '-- ---- The migrations run.',
    ...bundle.carried.map((carried) => renderCarried(carried, bundle)),
    '-- ---- A last look, and the receipt.',
    ...renderEnd(bundle),
    '',
  ].join('\n');
}

/** Also against what a ~/.psqlrc has set, for who forgets -X. */
const SETTINGS = String.raw`
\set ON_ERROR_STOP on
\set QUIET on
\set AUTOCOMMIT on
\set ON_ERROR_ROLLBACK off
\set SINGLELINE off
\set SINGLESTEP off
\set ECHO none
\set ECHO_HIDDEN off
\set FETCH_COUNT 0
\set VERBOSITY default
\set SHOW_CONTEXT never
\encoding UTF8
\o
\timing off
\pset expanded off
\pset format unaligned
\pset tuples_only on
\pset pager off
SET client_min_messages TO notice;
SET search_path TO pg_catalog, pg_temp;
\if :{?by}
\else
  \set by ''
\endif`;

function sayWhere({ id, target, by, at }: Bundle): string {
  const title = visible(`migration-gate bundle ${id} for ${target}, made by ${by}, ${at}`);
  return [
    `\\echo ${quoteArgument(title)}`,
    String.raw`SELECT pg_catalog.current_database() || ' on ' ||
  coalesce(pg_catalog.host(pg_catalog.inet_server_addr()), 'a local socket') ||
  ', as ' || session_user AS mg_where \gset`,
    String.raw`\echo Here: :mg_where`,
    `SELECT CASE :'by' WHEN '' THEN session_user::text ELSE :'by' END ||
  ${quote(` (bundle of ${by})`)} AS mg_by \\gset`,
  ].join('\n');
}

/** `n`: the place; `accepted`: blob ids that count as this content; `carried`: it can run here. */
function listOf({ expected, carried }: Bundle): string {
  const names = new Set(carried.map(({ name }) => name));
  const list = expected.map(({ name, blob, alike }, i) => ({
    n: i + 1,
    name,
    blob,
    accepted: [blob, ...alike],
    carried: names.has(name),
  }));
  return `[${list.map((entry) => JSON.stringify(entry)).join(',\n')}]`;
}

function keepText({ name, sql, sum }: Carried, i: number): string {
  const variable = `mg_sql_${i + 1}`;
  const arrived = `encode(sha256(convert_to(:'${variable}', 'UTF8')), 'hex')`;
  return [
    `-- ${visible(name)}`,
    `SELECT ${dollarQuote(sql)} AS ${variable} \\gset`,
    stopWhere(
      quote(`the text of ${name} was changed on its way here (line ends?). Nothing has run.`),
      `WHERE ${arrived} <> '${sum}'`,
    ),
  ].join('\n');
}
