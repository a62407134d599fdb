/** An IPv4 address as a number; null for anything else (no IPv6, no leading zeros, no prefix). */
export function parseIPv4(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  const parts = match.slice(1);
  if (parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))) {
    return null;
  }
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether an address lies in `203.0.113.0/24`, or is the very one that is named. */
export function isWithin(ip: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const [address, network] = [parseIPv4(ip), parseIPv4(base)];
  if (address === null || network === null || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) {
    return false;
  }
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(network / size);
}

/** What no server on the internet sees as the address of its client (RFC 6890). */
const NOT_PUBLIC: readonly (readonly [range: string, what: string])[] = [
  ['10.0.0.0/8', 'a private address'],
  ['172.16.0.0/12', 'a private address'],
  ['192.168.0.0/16', 'a private address'],
  ['100.64.0.0/10', "an address inside the provider's network (CGNAT)"],
  ['127.0.0.0/8', 'this machine itself (loopback)'],
  ['169.254.0.0/16', 'a link-local address'],
  ['0.0.0.0/8', 'a reserved address'],
  ['192.0.0.0/24', 'a reserved address'],
  ['192.0.2.0/24', 'an address for documentation'],
  ['198.51.100.0/24', 'an address for documentation'],
  ['203.0.113.0/24', 'an address for documentation'],
  ['198.18.0.0/15', 'a reserved address'],
  ['224.0.0.0/4', 'a multicast address'],
  ['240.0.0.0/4', 'a reserved address'],
];

/** Why a firewall must not be opened for this address, as a sentence; null: it may. */
export function problemWithAddress(text: string): string | null {
  if (text.includes(':')) return `${text} is an IPv6 address; a trusted source is IPv4.`;
  if (parseIPv4(text) === null) return `${text} is no IPv4 address.`;
  const found = NOT_PUBLIC.find(([range]) => isWithin(text, range));
  return found === undefined ? null : `${text} is ${found[1]}: no server sees this machine so.`;
}
