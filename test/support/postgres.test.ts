import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { makeCertificates } from './certificates.ts';
import {
  freshDatabase,
  freshRole,
  localServer,
  productionServer,
  secretsUsed,
  startExtraServer,
} from './postgres.ts';

describe('the two servers of the run', () => {
  test('answer, and are two', async () => {
    await using local = await freshDatabase(localServer());
    await using production = await freshDatabase(productionServer());
    const started = 'SELECT pg_postmaster_start_time()::text AS at';
    expect(await local.query(started)).not.toEqual(await production.query(started));
  });

  test('use different passwords, all of them recorded', () => {
    const passwords = [localServer().password, productionServer().password];
    expect(new Set(passwords).size).toBe(2);
    expect(secretsUsed()).toEqual(expect.arrayContaining(passwords));
  });

  test('production speaks TLS with SCRAM', async () => {
    await using production = await freshDatabase(productionServer());
    const rows = await production.query(
      `SELECT ssl, rolpassword LIKE 'SCRAM-SHA-256$%' AS scram
         FROM pg_stat_ssl, pg_authid WHERE pid = pg_backend_pid() AND rolname = current_user`,
    );
    expect(rows).toEqual([{ ssl: true, scram: true }]);
  });

  test('production refuses plaintext', async () => {
    const { host, port, user, password } = productionServer();
    const client = new pg.Client({ host, port, user, password, database: 'postgres', ssl: false });
    await expect(client.connect()).rejects.toThrow(/pg_hba.conf rejects .*no encryption/);
  });

  test('nobody who trusts another authority reaches production', async () => {
    const { host, port, user, password } = productionServer();
    const { ca } = await makeCertificates(['127.0.0.1']);
    const client = new pg.Client({ host, port, user, password, database: 'postgres', ssl: { ca } });
    await expect(client.connect()).rejects.toMatchObject({
      code: expect.stringMatching(/SIGNATURE|SELF_SIGNED|UNABLE_TO/),
    });
  });
});

describe('a fresh database', () => {
  test('is nobody else’s', async () => {
    await using one = await freshDatabase(localServer());
    await using other = await freshDatabase(localServer());
    await one.query('CREATE TABLE mine (id int)');
    expect(await other.query(`SELECT to_regclass('mine')`)).toEqual([{ to_regclass: null }]);
  });

  test('has an url that leads to it', async () => {
    await using database = await freshDatabase(localServer());
    const client = new pg.Client(database.url);
    await client.connect();
    const { rows } = await client.query('SELECT current_database() AS name');
    await client.end();
    expect(rows).toEqual([{ name: database.name }]);
  });

  test('has lesser roles that may do what they were granted', async () => {
    await using database = await freshDatabase(productionServer());
    await database.query('CREATE TABLE open (id int); CREATE TABLE closed (id int)');
    const role = await freshRole(database, (name) => `GRANT SELECT ON open TO ${name}`);
    expect(await role.query('SELECT * FROM open')).toEqual([]);
    await expect(role.query('SELECT * FROM closed')).rejects.toMatchObject({ code: '42501' });
  });

  test('is gone when dropped', async () => {
    const database = await freshDatabase(localServer());
    await database.drop();
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  test('has the extension uuid-ossp at hand', async () => {
    await using database = await freshDatabase(localServer());
    await database.query('CREATE EXTENSION "uuid-ossp"');
    expect(await database.query('SELECT uuid_generate_v4()')).toHaveLength(1);
  });
});

describe('an extra server', () => {
  test('may be a hot standby, filled before', async () => {
    await using extra = await startExtraServer({
      standby: async (primary) => {
        await (await freshDatabase(primary)).query('CREATE TABLE filled (id int)');
      },
    });
    const client = new pg.Client({ ...extra.server, database: 'postgres' });
    await client.connect();
    const { rows } = await client.query(`SELECT pg_is_in_recovery() AS standby,
      (SELECT count(*)::int FROM pg_database WHERE datname LIKE 'test%') AS databases`);
    await expect(client.query('CREATE TABLE t (id int)')).rejects.toMatchObject({ code: '25006' });
    await client.end();
    expect(rows).toEqual([{ standby: true, databases: 1 }]);
  });

  test('may have a certificate for another name', async () => {
    const tls = await makeCertificates(['elsewhere.test']);
    await using extra = await startExtraServer({ tls });
    const { host, port, user, password } = extra.server;
    const ssl = { ca: tls.ca };
    const client = new pg.Client({ host, port, user, password, database: 'postgres', ssl });
    await expect(client.connect()).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('may refuse by pg_hba.conf, and can be stopped and started', async () => {
    await using extra = await startExtraServer({ hba: 'host all all all reject' });
    const connect = () => new pg.Client({ ...extra.server, database: 'postgres' }).connect();
    await expect(connect()).rejects.toMatchObject({ code: '28000' });
    await extra.stop();
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await extra.start();
    await expect(connect()).rejects.toMatchObject({ code: '28000' });
  });
});
