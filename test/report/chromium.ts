import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** A page in a real browser, over its own protocol (DevTools, through two pipes). */
export type Page = {
  /** Every address that it asked for. */
  readonly asked: readonly string[];
  /** `dark`: as a dark desktop asks for it. */
  show(how: { readonly width: number; readonly dark?: boolean }): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** The whole page as a PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
};

export const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** For the name of a test that is skipped without one. */
export const NO_CHROMIUM = CHROMIUM === undefined ? ' (skipped: there is no chromium here)' : '';

/** Opens a file in a browser of its own. */
export async function openInBrowser(file: string): Promise<Page> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const browser = spawn(CHROMIUM ?? 'chromium', [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise((resolve) => browser.once('close', resolve));
  const close = async (): Promise<void> => {
    browser.kill('SIGKILL');
    await closed;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await openPage(talkTo(browser), file)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;
type Line = { readonly send: Send; readonly on: (listen: Listener) => void };
type Listener = (method: string, params: Record<string, unknown>) => void;

/** Messages are JSON, each ended by a zero byte. */
function talkTo(browser: ChildProcess): Line {
  const [, , , input, output] = browser.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (e: Error) => void }
  >();
  const listeners: Listener[] = [];
  let [rest, id, session] = ['', 0, ''];
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) receive(JSON.parse(part));
  });
  const receive = (message: Record<string, never>): void => {
    const asked = waiting.get(message['id'] ?? -1);
    if (asked === undefined) {
      for (const listen of listeners) listen(message['method'] ?? '', message['params'] ?? {});
    } else if (message['error']) asked.reject(new Error(JSON.stringify(message['error'])));
    else asked.resolve(message['result'] as never);
  };
  browser.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser ended'));
  });
  const send: Send = async (method, params = {}) => {
    id += 1;
    const sent = { id, method, params, ...(session === '' ? {} : { sessionId: session }) };
    const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
      waiting.set(sent.id, { resolve, reject });
    });
    input.write(`${JSON.stringify(sent)}\0`);
    const result = await answer;
    if (method === 'Target.attachToTarget') session = String(result['sessionId']);
    return result;
  };
  return { send, on: (listen) => void listeners.push(listen) };
}

async function openPage(line: Line, file: string): Promise<Omit<Page, 'close'>> {
  const { send, on } = line;
  const asked: string[] = [];
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  await send('Target.attachToTarget', { targetId, flatten: true });
  const loaded = new Promise<void>((resolve) => {
    on((method, params) => {
      if (method === 'Page.loadEventFired') resolve();
      if (method !== 'Network.requestWillBeSent') return;
      asked.push((params['request'] as { url: string }).url);
    });
  });
  await send('Network.enable');
  await send('Page.enable');
  await send('Page.navigate', { url: pathToFileURL(file).href });
  await loaded;
  return {
    asked,
    show: async ({ width, dark = false }) => {
      const size = { width, height: 800, deviceScaleFactor: 1, mobile: false };
      await send('Emulation.setDeviceMetricsOverride', size);
      const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
      await send('Emulation.setEmulatedMedia', { features });
    },
    evaluate: async (expression) => {
      const result = await send('Runtime.evaluate', { expression, returnByValue: true });
      return (result['result'] as { value: never }).value;
    },
    screenshot: async () => {
      const shot = await send('Page.captureScreenshot', { captureBeyondViewport: true });
      return Buffer.from(String(shot['data']), 'base64');
    },
  };
}
