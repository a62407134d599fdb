import { describe, expect, it } from 'vitest';
import { plainValue } from '../../src/core/plain-view.ts';
import { renderSchemaMarkdown } from '../../src/core/render-schema-markdown.ts';
import { DOCUMENTS, judgeDocument, withHead } from '../../src/core/schema-document.ts';
import { modelOf } from '../../src/core/schema-model.ts';
import { tidyDump } from '../../src/core/tidy-dump.ts';
import { diagramOf, problemsOf } from './mermaid.ts';

const CATALOG = new Map([
  ['extension pg_trgm', 'there'],
  ['table public.users', 'table'],
  ['column public.users.email', 'character varying(80)'],
  ['column public.users.id', 'bigint'],
  ['column public.users.mood', 'public.mood'],
  ['not null public.users.id', 'there'],
  ['identity public.users.id', 'always'],
  ['default public.users.mood', "'happy'::public.mood"],
  ['constraint public.users.users_pkey', 'PRIMARY KEY (id)'],
  ['constraint public.users.users_email_key', 'UNIQUE (email)'],
  ['index public.users_mood', 'CREATE INDEX users_mood ON public.users USING btree (mood)'],
  ['comment on public.users', 'People | who `log in`\nand <b>more</b>'],
  ['comment on public.users.email', 'a | b'],
  ['table billing."Order | ""Lines"""', 'partitioned by RANGE ("user id")'],
  ['column billing."Order | ""Lines"""."user id"', 'bigint'],
  ['column billing."Order | ""Lines""".total', 'numeric(10,2)[]'],
  [
    'constraint billing."Order | ""Lines"""."by user"',
    'FOREIGN KEY ("user id") REFERENCES public.users(id) ON DELETE CASCADE',
  ],
  ['row security billing."Order | ""Lines"""', 'enabled'],
  ['policy billing."Order | ""Lines""".own', "r permissive app using (total > '{1}')"],
  ['trigger public.users.t', 'CREATE TRIGGER t BEFORE INSERT ON public.users … O'],
  ['table public.empty', 'table'],
  ['inherits public.empty public.users', 'there'],
  ['enum public.mood', 'there'],
  ["label public.mood 'happy'", 'there'],
  ["label public.mood 'a, sad'", 'there'],
  ['type public.pair', 'composite'],
  ['column public.pair.a', 'integer'],
  ['domain public.short', 'text not null'],
  ['view public.v', ' SELECT 1 AS "```";'],
  [
    'function public.f(a integer, b text)',
    'SETOF integer v false false u false plpgsql 0123456789abcdef0123456789abcdef',
  ],
  ['comment on public.f(a integer, b text)', 'adds\nup'],
  ['sequence public.s', 'bigint start 1'],
  ['unheard of public.x', 'there'],
]);
const ORDER = ['public.users.id', 'public.users.email', 'public.users.mood', "public.mood 'happy'"];

describe('the schema as Markdown', () => {
  it('shows all of it in a fixed order, whatever the names are', () => {
    const markdown = renderSchemaMarkdown(modelOf(CATALOG, ORDER));
    expect(markdown).toMatchSnapshot();
    const turned = new Map([...CATALOG].reverse());
    expect(renderSchemaMarkdown(modelOf(turned, ORDER))).toBe(markdown);
    expect(problemsOf(diagramOf(markdown))).toEqual([]);
  });

  it('of nothing says so', () => {
    expect(renderSchemaMarkdown(modelOf(new Map(), []))).toBe('# Schema\n\nNo tables.\n');
  });
});

const HEAD = `--
-- PostgreSQL database dump
--

-- Dumped from database version 18.3
SET transaction_timeout = 0;
`;
const section = (name: string, type: string, sql: string): string =>
  `--\n-- Name: ${name}; Type: ${type}; Schema: public; Owner: -\n--\n\n${sql}\n\n\n`;
const END = '--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict x\n\n';

describe('the schema as SQL', () => {
  it('has nothing of a version, and nothing that 15 does not read', () => {
    const dump = [
      HEAD,
      section('EXTENSION pg_trgm', 'COMMENT', "COMMENT ON EXTENSION pg_trgm IS 'x';"),
      section(
        'f()',
        'FUNCTION',
        'CREATE FUNCTION f() … $$\nSET transaction_timeout = 0;\n$$;',
      ).trimEnd(),
      "\n\n\nSET default_tablespace = '';\n\nSET default_table_access_method = heap;\n\n",
      section(
        'child',
        'TABLE',
        'CREATE TABLE public."a, (child" (\n    a integer,\n    CONSTRAINT "n, t" NOT NULL "my id",\n    NOT NULL b\n)\nINHERITS (public.parent);',
      ),
      END,
    ].join('');
    expect(tidyDump(dump, ["a'b"])).toMatchSnapshot();
    expect(tidyDump(`${HEAD}${END}`, [])).toMatch(/^SET client[^-]*row_security = off;\n$/);
  });

  it('loaded from a dump, a list of choices means the same', () => {
    const first =
      "((s)::text = ANY ((ARRAY['a, b'::character varying, 'it''s'::character varying])::text[]))";
    const second =
      "((s)::text = ANY (ARRAY[('a, b'::character varying)::text, ('it''s'::character varying)::text]))";
    for (const key of ['constraint public.a.b', 'view public.v', 'index public.i']) {
      expect(plainValue(key, first)).toBe(plainValue(key, second));
      expect(plainValue(key, first)).not.toBe(plainValue(key, second.replace('a, b', 'a')));
    }
  });
});

describe('the head of a document', () => {
  const digest = (text: string): string => `d${text.length}`;

  it.each(DOCUMENTS)('%s: tells a stale one, an edited one and one that is not there', (name) => {
    const text = withHead(name, 'body\nmigrations x\n', { from: 'abc', digest });
    const state = (found: string | null, from = 'abc') => judgeDocument(found, from, digest);
    expect(state(text)).toBe('current');
    expect(state(text.replaceAll('\n', '\r\n'))).toBe('current');
    expect(state(text, 'abd')).toBe('stale');
    expect(state(`${text}more`)).toBe('edited');
    expect(state(text.replace('body', 'boody'))).toBe('edited');
    expect(state(`<<<<<<< HEAD\n${text}`.replace('content', 'x'))).toBe('edited');
    expect(state('')).toBe('edited');
    expect(state(null)).toBe('missing');
  });
});
