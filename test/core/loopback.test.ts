import { expect, it } from 'vitest';
import { isLoopback } from '../../src/core/loopback.ts';

it.each([
  'localhost',
  'LOCALHOST',
  'localhost.',
  'db.localhost',
  '127.0.0.1',
  '127.8.9.10',
  '127.1',
  '0x7f000001',
  '2130706433',
  '0177.0.0.1',
  '0.0.0.0',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::',
  '::ffff:127.0.0.1',
  '::FFFF:127.200.0.1',
  '::ffff:0.0.0.0',
  '/run/postgresql',
])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each([
  'db.example.com',
  'localhost.example.com',
  'mylocalhost',
  '128.0.0.1',
  '10.127.0.1',
  '126.255.255.255',
  '::2',
  '::ffff:10.0.0.1',
  'fe80::1',
  '127.0.0.1.example.com',
])('%s is another machine', (host) => {
  expect(isLoopback(host)).toBe(false);
});
