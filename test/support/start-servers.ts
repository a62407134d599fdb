import type { TestProject } from 'vitest/node';
import { makeCertificates } from './certificates.ts';
import { makeServerKit, type ServerKit } from './cluster.ts';
import { type Server, startServer } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    serverKit: ServerKit;
    localServer: Server;
    productionServer: Server;
  }
}

/**
 * globalSetup: the two PostgreSQL servers of the run, `local` without TLS, `production` with TLS
 * and its own authority. The run's caretaker stops them (see caretaker.mjs).
 */
export async function setup(project: TestProject): Promise<void> {
  const { runFolder } = project.getProvidedContext();
  const [kit, tls] = await Promise.all([
    makeServerKit(runFolder, process.env),
    makeCertificates(['production.test', 'localhost', '127.0.0.1']),
  ]);
  const [local, production] = await Promise.all([startServer(kit, {}), startServer(kit, { tls })]);
  project.provide('serverKit', kit);
  project.provide('localServer', local.server);
  project.provide('productionServer', production.server);
}
