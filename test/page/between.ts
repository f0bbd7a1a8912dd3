import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as forward, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

/** What is said instead of the host that was asked, as puppeteer's `respond` takes it. */
interface Told { status?: number; contentType?: string; headers?: Record<string, string>; body?: string | Uint8Array }

/** A request on its way, with those of puppeteer's methods that the tests use. */
export interface Passing {
  url(): string;
  headers(): IncomingHttpHeaders;
  isNavigationRequest(): boolean;
  /** `main` for the page itself; anything else is in a frame. */
  frame(): string;
  continue(): void;
  abort(): void;
  respond(told: Told): void;
}

/** A whole answer, once its last byte has passed. */
export interface Passed {
  headers(): IncomingHttpHeaders;
  text(): Promise<string>;
}

/** What stands between a browser and every host it asks. */
export interface Between {
  /** Where the browser finds it. */
  readonly address: string;
  /** Each request waits until one of the listeners has answered, aborted or continued it. */
  intercept(): void;
  onRequest(listener: (request: Passing) => void): void;
  onResponse(listener: (response: Passed) => void): void;
  /** Puts a script before those of every next page. */
  first(script: string): void;
  /** The answer that the last page, or frame, came with. */
  lastPage(): Passed | undefined;
  /** For how many milliseconds nothing has been on its way. */
  idle(): number;
  close(): void;
}

/** A key and a certificate that nobody trusts, for hosts that are asked by https. */
function makeCertificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'between-'));
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=test', '-days', '2', '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const pair = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  rmSync(folder, { recursive: true });
  return pair;
}

let certificate: ReturnType<typeof makeCertificate> | undefined;

const script = '/first-of-all.js';
const isHtml = (headers: IncomingHttpHeaders): boolean => headers['content-type']?.startsWith('text/html') ?? false;

/** Lets a page that is strict about its scripts load the one more. */
const allowing = (policy: string, origin: string): string => policy.replace(/\bscript-src\b/, `script-src ${origin}${script}`);

/** Opens a proxy on this machine. It reaches this machine alone; other hosts are those that a listener plays. */
export async function standBetween(): Promise<Between> {
  const first: string[] = [];
  const onRequest: ((request: Passing) => void)[] = [];
  const onResponse: ((response: Passed) => void)[] = [];
  let intercepts = false;
  let page: Passed | undefined;
  let underway = 0;
  let since = Date.now();

  /** Hands an answer on, and shows it to who listens when it is whole. */
  function pass(outgoing: ServerResponse, { url, status, headers, isPage }: { url: URL; status: number; headers: IncomingHttpHeaders; isPage: boolean }): { write(chunk: Uint8Array): void; end(): void } {
    const chunks: Uint8Array[] = [];
    const led = { ...headers };
    const opens = isPage && first.length > 0 && isHtml(headers);
    const policy = led['content-security-policy'];
    if (opens) delete led['content-length'];
    if (opens && typeof policy === 'string') led['content-security-policy'] = allowing(policy, url.origin);
    outgoing.writeHead(status, led);
    return {
      write(chunk) {
        const begins = opens && !chunks.length;
        chunks.push(chunk);
        outgoing.write(begins ? Buffer.from(chunk).toString().replace('<head>', `<head><script src="${script}"></script>`) : chunk);
      },
      end() {
        outgoing.end();
        const passed: Passed = { headers: () => headers, text: async () => Promise.resolve(Buffer.concat(chunks).toString()) };
        if (isPage) page = passed;
        for (const listener of onResponse) listener(passed);
      },
    };
  }

  function go(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, isPage: boolean): void {
    if (!['localhost', '127.0.0.1'].includes(url.hostname)) return void outgoing.destroy();
    const upstream = forward(url, { method: incoming.method!, headers: { ...incoming.headers, 'host': url.host, 'accept-encoding': 'identity' } }, (answer) => {
      const { statusCode: status = 502, headers } = answer;
      const passing = pass(outgoing, { url, status, headers, isPage });
      answer.on('data', (chunk: Uint8Array) => { passing.write(chunk); }).on('end', () => { passing.end(); }).on('error', () => { outgoing.destroy(); });
    });
    upstream.on('error', () => { outgoing.destroy(); });
    outgoing.on('close', () => { upstream.destroy(); });
    incoming.pipe(upstream);
  }

  function handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const url = new URL(incoming.url!, incoming.socket instanceof TLSSocket ? `https://${incoming.headers.host!}` : undefined);
    if (first.length && url.pathname === script) {
      outgoing.setHeader('content-type', 'text/javascript');
      return void outgoing.end(first.join('\n'));
    }
    underway++;
    outgoing.once('close', () => {
      underway--;
      since = Date.now();
    });
    const dest = [incoming.headers['sec-fetch-dest']].flat()[0] ?? '';
    const isPage = ['document', 'iframe'].includes(dest);
    const passing: Passing = {
      url: () => url.href, headers: () => incoming.headers, isNavigationRequest: () => isPage, frame: () => (dest === 'document' ? 'main' : 'inner'),
      continue: () => { go(incoming, outgoing, url, isPage); },
      abort: () => { outgoing.destroy(); },
      respond({ status = 200, contentType, headers = {}, body = '' }) {
        const passed = pass(outgoing, { url, status, headers: { ...(contentType ? { 'content-type': contentType } : {}), ...headers }, isPage });
        if (body.length) passed.write(Buffer.from(body));
        passed.end();
      },
    };
    for (const listener of onRequest) listener(passing);
    if (!intercepts) passing.continue();
  }

  const server = createServer(handle);
  server.on('connect', (_request, socket) => {
    socket.on('error', () => { socket.destroy(); });
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, ...(certificate ??= makeCertificate()) });
    secure.on('error', () => { socket.destroy(); });
    server.emit('connection', secure);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  server.unref();
  return {
    address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    intercept: () => { intercepts = true; },
    onRequest: (listener) => void onRequest.push(listener),
    onResponse: (listener) => void onResponse.push(listener),
    first: (text) => void first.push(text),
    lastPage: () => page,
    idle: () => (underway ? 0 : Date.now() - since),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
