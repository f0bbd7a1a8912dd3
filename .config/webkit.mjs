/** Starts WebKitGTK's driver on a screen of its own, which Xvfb pretends to have. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';

/** A child that ends with this process, and does not keep it; `xvfb-run` in its place would leave its screen behind. */
function start(program, args, options) {
  const child = spawn(program, args, options);
  // Nobody waits for it to end.
  child.unref();
  process.once('exit', () => child.kill());
  return child;
}

async function display() {
  const child = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  // Number and line end are two writes: whoever hangs up after the first ends Xvfb with the second.
  const said = text(child.stdio[3]);
  const number = await Promise.race([said, once(child, 'exit').then(() => { throw new Error('Xvfb found no screen to open.'); })]);
  return `:${number.trim()}`;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(address) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await fetch(`${address}/status`).then(({ ok }) => ok, () => false)) return;
    await after(100);
  }
  throw new Error('WebKitWebDriver does not answer.');
}

/**
 * Where the driver listens and what to ask it for, as webdriverio wants to be told. Both programs end with this process.
 * Rejects where one of them does not start.
 */
export async function webkit(pageLoadStrategy = 'normal') {
  const port = await freePort();
  start('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], { stdio: 'ignore', env: { ...process.env, DISPLAY: await display() } });
  await answers(`http://127.0.0.1:${port}`);
  return {
    automationProtocol: 'webdriver', hostname: '127.0.0.1', port, path: '/', logLevel: 'silent',
    capabilities: { browserName: 'MiniBrowser', 'wdio:enforceWebDriverClassic': true, pageLoadStrategy },
  };
}
