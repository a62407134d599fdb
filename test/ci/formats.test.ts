import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { parseCi } from '../../src/core/ci.ts';
import { decide } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { forCi } from '../../src/core/for-ci.ts';
import { junitOfFailure, renderJunit } from '../../src/core/render-junit.ts';
import { markdownOfFailure, renderMarkdown } from '../../src/core/render-markdown.ts';
import { nothingToCheck } from '../../src/core/short-verdicts.ts';
import type { Verified } from '../../src/core/verified.ts';
import { annotateFailure, renderAnnotations } from '../../src/core/workflow-commands.ts';
import { factsOf, migration, override, pair, row, target, UNREACHABLE } from '../core/builders.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
/** A name that would break every format, if it could. */
const EVIL = '003_a%,b:c|`d`<e>&"f"::error::@ann.sql';
const OFF = { access: 'off' } as const;
const NOT_CONFIGURED = { access: 'not-configured', fixes: ['DATABASE_HOST=<host>'] } as const;

const verified = (facts: Facts): Verified => ({ verdict: decide(facts), facts, nothing: null });

const AUDIT = {
  level: 'error',
  problem: null,
  audited: [B],
  findings: [
    { migration: B, rule: 'drop-table', message: 'DROP TABLE a: gone', line: 3, column: 5 },
  ],
} as const;

const blocked = factsOf(
  { migrations: [A, B], local: OFF, production: [A] },
  { audit: AUDIT, brought: [pair(B)] },
);

describe('github', () => {
  it('has a command a line: what blocks first, each at its file and line', () => {
    expect(renderAnnotations(verified(blocked))).toMatchInlineSnapshot(`
      "::error file=migrations/002_orders.sql,line=3,col=5,title=AUDIT drop-table::DROP TABLE a: gone
      ::error file=migrations/002_orders.sql,title=PENDING on production::Not deployed to production: 1 migration.%0Anpx --no migration-gate deploy feature
      "
    `);
  });

  it('escapes as GitHub documents it', () => {
    const facts = factsOf({ migrations: [EVIL], local: OFF, production: [] });
    const [line = ''] = renderAnnotations(verified(facts)).split('\n');
    expect(line).toMatch(
      /^::error file=migrations\/003_a%25%2Cb%3Ac\|`d`<e>&"f"%3A%3Aerror%3A%3A@ann\.sql,/,
    );
    expect(line).toContain('::Not deployed to production: 1 migration.%0A');
  });

  it('says what kept it from judging', () => {
    expect(annotateFailure({ message: 'a\nb', fix: '100%' })).toBe(
      '::error title=migration-gate could not run::a%0Ab%0A100%25\n',
    );
  });
});

describe('markdown', () => {
  it('is the body of a comment: verdict, targets, what is open, audit, what to type', () => {
    expect(renderMarkdown(verified(blocked), [])).toMatchInlineSnapshot(`
      "<!-- migration-gate -->

      ### ✗ BLOCKED \\- 1 migrations not deployed to production

      | Target | Access | Applied | Not applied |
      | --- | --- | --- | --- |
      | local | off | – | – |
      | production | ok | 1 | 1 |

      #### Not applied: production

      | Migration | State |  |
      | --- | --- | --- |
      | \`002_orders.sql\` | pending |  |

      #### Audit

      - \`migrations/002_orders.sql:3:5\` DROP TABLE a: gone (\`drop-table\`)

      #### Why

      \`\`\`text
      ✗ AUDIT: Look at this before migrations/002_orders.sql runs:
          3:5 DROP TABLE a: gone (drop-table)
      ✗ PENDING: Not deployed to production: 1 migration.
      \`\`\`

      #### What to type

      \`\`\`text
      Change the file, or say in its header why it is right:
      -- migration-gate: audit-ok drop-table: <why>
      npx --no migration-gate deploy feature
      \`\`\`

      Judged: \`cccccccccccccccccccccccccccccccccccccccc\`
      "
    `);
  });

  it('shows what would run, or why it would be refused', () => {
    const plan = { run: [], notes: [] };
    const message = '002_orders.sql cannot run in a transaction.';
    const refused = {
      target: 'production',
      plan: { ...plan, refusals: [{ message, fixes: ['x'] }] },
    };
    expect(renderMarkdown(verified(blocked), [refused])).toContain(
      `#### Would be refused on production\n\n\`\`\`text\n${message}\nx\n\`\`\`\n`,
    );
    const { reasons } = decide(blocked).report;
    const again = { target: 'production', plan: { ...plan, refusals: reasons.slice(0, 1) } };
    expect(renderMarkdown(verified(blocked), [again])).not.toContain('Would');
  });

  it('keeps names and messages from being mark-up', () => {
    const facts = factsOf({ migrations: [EVIL], local: OFF, production: [] });
    const text = renderMarkdown(verified(facts), []);
    expect(text).toContain('| `` 003_a%,b:c\\|`d`<e>&"f"::error::@ann.sql `` | pending |  |');
    const outside = text.replaceAll(/``[^\n]*?``|```[\s\S]*?\n```/g, '');
    expect(outside).not.toContain('@ann');
  });

  it('stays within what a comment may have', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `${i + 1}_${'x'.repeat(60)}.sql`);
    const facts = factsOf({ migrations: names, local: [], production: [] });
    const text = renderMarkdown(verified(facts), []);
    expect(text.length).toBeLessThan(65_000);
    expect(text).toContain('and 2900 more');
  });

  it('says that there is nothing, and what kept it from judging', () => {
    const nothing = { verdict: nothingToCheck(blocked.candidate), facts: null };
    expect(renderMarkdown({ ...nothing, nothing: 'it brings no migrations' }, [])).toBe(
      '<!-- migration-gate -->\n\n### – Nothing to check\n\nit brings no migrations.\n',
    );
    expect(markdownOfFailure({ message: 'a', fix: 'b' })).toContain('### ✗ Could not verify');
  });
});

const HAS_XMLLINT = (() => {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const needed = HAS_XMLLINT
  ? ''
  : ' [skipped: xmllint is not in PATH (apt-get install libxml2-utils)]';

const CASES: Record<string, { facts: Facts; counts: string }> = {
  ready: { facts: factsOf({ migrations: [A, B] }), counts: 'tests="4" failures="0" errors="0"' },
  blocked: { facts: blocked, counts: 'tests="4" failures="2" errors="0"' },
  unreachable: {
    facts: factsOf({ migrations: [A], production: UNREACHABLE }),
    counts: 'tests="2" failures="0" errors="1"',
  },
  'not configured': {
    facts: factsOf({ migrations: [A], local: OFF, production: NOT_CONFIGURED }),
    counts: 'tests="2" failures="0" errors="1"',
  },
  overridden: {
    facts: factsOf(
      { migrations: [A, B], local: [A, B], production: [A] },
      { brought: [pair(B)], given: override([pair(B)]) },
    ),
    counts: 'tests="4" failures="0" errors="0"',
  },
  evil: {
    facts: factsOf({ migrations: [EVIL], production: [] }),
    counts: 'tests="2" failures="1" errors="0"',
  },
  unseen: {
    facts: factsOf({ migrations: [migration('004_\u{1b}[31m\u0000\uffff.sql')], production: [] }),
    counts: 'tests="2" failures="1" errors="0"',
  },
  'several targets': {
    facts: factsOf(
      { migrations: [A, B] },
      { targets: [target('production', [A, row(B, { state: 'started' })]), target('eu', [])] },
    ),
    counts: 'tests="4" failures="3" errors="0"',
  },
};

describe('junit', () => {
  it.each(Object.entries(CASES))('fails where the verdict does: %s', (_, { facts, counts }) => {
    const all = verified(facts);
    const xml = renderJunit(all);
    expect(xml).toContain(`<testsuites name="migration-gate" ${counts}>`);
    const red = /<(?:failure|error) /.test(xml);
    expect(red).toBe(['blocked', 'error'].includes(all.verdict.report.verdict));
  });

  it.skipIf(!HAS_XMLLINT)(`fits the schema of Jenkins${needed}`, () => {
    const folder = mkdtempSync(join(inject('runFolder'), 'junit-'));
    const texts = [
      ...Object.values(CASES).map(({ facts }) => renderJunit(verified(facts))),
      junitOfFailure({ message: 'a <b>\n"c"', fix: '&' }),
      renderJunit({
        verdict: nothingToCheck(blocked.candidate),
        facts: null,
        nothing: 'it brings no migrations',
      }),
    ];
    const files = texts.map((text, i) => {
      const file = join(folder, `${i}.xml`);
      writeFileSync(file, text);
      return file;
    });
    const schema = join(PACKAGE_ROOT, 'test/support/schema/junit-10.xsd');
    execFileSync('xmllint', ['--noout', '--schema', schema, ...files], { stdio: 'pipe' });
    writeFileSync(join(folder, 'wrong.xml'), (texts[0] ?? '').replace(' tests=', ' test='));
    const wrong = ['--noout', '--schema', schema, join(folder, 'wrong.xml')];
    expect(() => execFileSync('xmllint', wrong, { stdio: 'pipe' })).toThrow();
    rmSync(folder, { recursive: true });
  });

  it('is read as it was meant', () => {
    expect(renderJunit(verified(blocked))).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="migration-gate" tests="4" failures="2" errors="0">
        <testsuite name="update" tests="1" failures="1" errors="0" skipped="0">
          <testcase name="AUDIT" classname="migration-gate.update"><failure message="Look at this before migrations/002_orders.sql runs:" type="AUDIT">3:5 DROP TABLE a: gone (drop-table)
      What to type:
      Change the file, or say in its header why it is right:
      -- migration-gate: audit-ok drop-table: &lt;why&gt;</failure></testcase>
        </testsuite>
        <testsuite name="local" tests="1" failures="0" errors="0" skipped="1">
          <testcase name="access" classname="migration-gate.local"><skipped message="switched off"></skipped></testcase>
        </testsuite>
        <testsuite name="production" tests="2" failures="1" errors="0" skipped="0">
          <testcase name="001_users.sql" classname="migration-gate.production"/>
          <testcase name="002_orders.sql" classname="migration-gate.production"><failure message="Not deployed to production: 1 migration." type="PENDING">What to type:
      npx --no migration-gate deploy feature</failure></testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });
});

describe('a target that has no connection, in CI', () => {
  const facts = factsOf({ migrations: [A], local: OFF, production: NOT_CONFIGURED });
  const say = (env: Record<string, string>, event: unknown): string => {
    const { report } = forCi(decide(facts), parseCi(env, event));
    expect(report.verdict).toBe('error');
    const [reason] = report.reasons;
    return [reason?.message, ...(reason?.fixes ?? [])].join('\n');
  };

  it('is a fork that cannot be verified, and never green', () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main' };
    const event = {
      pull_request: {
        base: { repo: { full_name: 'ann/a' } },
        head: { repo: { full_name: 'b/a' } },
      },
    };
    expect(say(env, event)).toMatchInlineSnapshot(`
      "Production configuration not found
      Neither the environment nor a .env (here, in the main worktree) names it.
      Cannot verify: it comes from a fork, and a fork gets no secrets.
      Push its branch to this repository, and open the request from there;
      or merge it in a clone that has the gate."
    `);
  });

  it('is a secret that is to be handed over', () => {
    expect(say({ GITHUB_ACTIONS: 'true' }, null)).toMatchInlineSnapshot(`
      "Production configuration not found
      Neither the environment nor a .env (here, in the main worktree) names it.
      Cannot verify: this job was given no connection.
      Make a secret PRODUCTION_DATABASE_URL, and hand it to the step:
      env:
        PRODUCTION_DATABASE_URL: \${{ secrets.PRODUCTION_DATABASE_URL }}"
    `);
    expect(say({ GITLAB_CI: 'true' }, null)).toContain('Settings > CI/CD > Variables');
  });
});
