import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reasonsOf, verifyJson } from './ask.ts';
import { makesTable } from './deployed-repository.ts';
import { type Footprint, readFootprint } from './footprint.ts';
import { type Gated, gatedRepository, migrationText } from './gated-repository.ts';
import { propose } from './proposal.ts';

const GOOD = '002_create_orders.sql';

const LFS_POINTER = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`;

let gated: Gated;
let untouched: Footprint;

beforeAll(async () => {
  gated = await gatedRepository();
  untouched = await readFootprint(gated);
});

afterAll(() => gated[Symbol.asyncDispose]());

describe('beside a good migration, nothing is run because of', () => {
  it('names that are none', async () => {
    await expectRefusal('bad-names', () => {
      write('003-with-a-dash.sql', makesTable('003-with-a-dash.sql', 'dash'));
      write('sub/005_below.sql', makesTable('005_below.sql', 'below'));
      symlinkSync(GOOD, join(gated.repository.path, 'migrations/004_link.sql'));
      // ext4 takes any bytes; this is Latin-1.
      const latin = Buffer.from(`${gated.repository.path}/migrations/006_caf\xe9.sql`, 'latin1');
      writeFileSync(latin, makesTable('006_cafe.sql', 'cafe'));
    });
  });

  it('contents that no server can run', async () => {
    await expectRefusal('bad-contents', () => {
      write('003_include.sql', migrationText('003_include.sql', '\\i more.sql'));
      write('004_copy.sql', migrationText('004_copy.sql', "\\copy t from 'rows.csv'"));
      write('005_rows.sql', migrationText('005_rows.sql', 'COPY t FROM stdin;\n1\n\\.'));
      write('006_pointer.sql', LFS_POINTER);
      const utf16 = Buffer.from(`\uFEFF${makesTable('007_wide.sql', 'wide')}`, 'utf16le');
      writeFileSync(join(gated.repository.path, 'migrations/007_wide.sql'), utf16);
    });
  });
});

async function expectRefusal(name: string, change: () => void): Promise<void> {
  const { repository } = gated;
  const branch = await propose(repository, name, () => {
    write(GOOD, makesTable(GOOD, 'orders'));
    change();
  });

  const { code, report } = await verifyJson(repository, branch);
  const merge = await repository.git('merge', branch);
  const apply = await repository.gate('apply', branch);
  const deploy = await repository.gate('deploy', branch, '--yes');

  expect(code).toBe(1);
  expect(report.reasons.map(({ code, severity }) => `${severity} ${code}`)).toMatchSnapshot();
  expect(merge.code).not.toBe(0);
  expect(reasonsOf(merge.stderr)).toMatchSnapshot();
  expect([apply.code, deploy.code]).toEqual([1, 1]);
  expect(deploy.stderr).toContain('Nothing was run on production');
  const { status, local, production } = await readFootprint(gated);
  expect({ status, local, production }).toEqual({ ...untouched, refs: undefined });
}

function write(name: string, text: string): void {
  gated.repository.write(`migrations/${name}`, text);
}
