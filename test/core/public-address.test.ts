import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWithin, parseIPv4, problemWithAddress } from '../../src/core/public-address.ts';

it.each([
  ['8.8.8.8', null],
  ['172.32.0.1', null],
  ['100.128.0.1', null],
  ['10.1.2.3', 'a private address'],
  ['172.31.255.255', 'a private address'],
  ['192.168.0.1', 'a private address'],
  ['100.127.255.255', 'CGNAT'],
  ['127.0.0.1', 'loopback'],
  ['169.254.169.254', 'link-local'],
  ['0.0.0.0', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['203.0.113.7', 'documentation'],
  ['2001:db8::1', 'IPv6'],
  ['::ffff:8.8.8.8', 'IPv6'],
  ['8.8.8.8/32', 'no IPv4 address'],
  ['08.8.8.8', 'no IPv4 address'],
  ['8.8.8', 'no IPv4 address'],
  ['8.8.8.256', 'no IPv4 address'],
  ['example.com', 'no IPv4 address'],
  ['', 'no IPv4 address'],
])('%s', (text, problem) => {
  const found = problemWithAddress(text);
  if (problem === null) expect(found).toBeNull();
  else expect(found).toContain(problem);
});

it('every address is a number and lies within itself, and within everything', () => {
  fc.assert(
    fc.property(fc.ipV4(), (ip) => {
      expect(parseIPv4(ip)).toBeGreaterThanOrEqual(0);
      expect(isWithin(ip, ip)).toBe(true);
      expect(isWithin(ip, '0.0.0.0/0')).toBe(true);
      expect(isWithin(ip, `${ip}/33`)).toBe(false);
    }),
  );
});
