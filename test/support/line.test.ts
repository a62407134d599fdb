import pg from 'pg';
import { expect, test } from 'vitest';
import { type Line, openLine } from './line.ts';
import { localServer, productionServer } from './postgres.ts';
import type { Server } from './server.ts';

const ROUND_TRIP_MS = 20;

/** One connection through the line, one question; the line sees nothing of its end. */
async function ask({ user, password, ca }: Server, { host, port }: Line): Promise<number> {
  const ssl = ca === undefined ? false : { ca, ecdhCurve: 'P-256' };
  const client = new pg.Client({ host, port, user, password, database: 'postgres', ssl });
  const started = performance.now();
  await client.connect();
  await client.query('SELECT 1');
  const wallMs = performance.now() - started;
  await client.end();
  return wallMs;
}

// TCP; the startup message; SASL's first and last message; the query.
test('counts the five round trips of a first answer, and takes their time', async () => {
  await using line = await openLine(localServer(), ROUND_TRIP_MS);
  const wallMs = await ask(localServer(), line);
  // Once the client has left, the server's goodbye is no round trip.
  expect(line.takeTraffic()).toMatchObject({ connections: 1, roundTrips: 5 });
  expect(wallMs).toBeGreaterThanOrEqual(5 * ROUND_TRIP_MS);
});

// Two more: the question whether TLS is spoken, and the handshake of TLS 1.3.
test('counts two more with TLS', async () => {
  await using line = await openLine(productionServer(), ROUND_TRIP_MS);
  const wallMs = await ask(productionServer(), line);
  expect(line.takeTraffic()).toMatchObject({ roundTrips: 7 });
  expect(wallMs).toBeGreaterThanOrEqual(7 * ROUND_TRIP_MS);
});

test('counts anew once it was asked', async () => {
  await using line = await openLine(localServer(), 0);
  await ask(localServer(), line);
  const { bytesOut, bytesIn } = line.takeTraffic();
  expect(Math.min(bytesOut, bytesIn)).toBeGreaterThan(100);
  expect(line.takeTraffic()).toEqual({ connections: 0, roundTrips: 0, bytesOut: 0, bytesIn: 0 });
});
