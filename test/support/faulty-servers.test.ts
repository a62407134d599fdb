import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { hangingServer, hangsAfterTls } from './faulty-servers.ts';

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]);

test('the hanging server accepts and says nothing', async () => {
  await using server = await hangingServer();
  const socket = connect(server.port, server.host);
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (data) => {
    heard += data.toString();
  });
  socket.end(SSL_REQUEST);
  await once(socket, 'close');
  expect(heard).toBe('');
  expect(server.connections()).toBe(1);
});

test('the other one agrees to TLS, and then says nothing', async () => {
  await using server = await hangsAfterTls();
  const socket = connect(server.port, server.host);
  socket.write(SSL_REQUEST);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toBe('S');
  socket.destroy();
});
