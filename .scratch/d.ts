import { createServer } from 'node:http';
import { toRequest } from '../src/server/node-request.js';
createServer((i, o) => { try { const r = toRequest(i, o); console.log(r.url, r instanceof Request, r.headers.get('host')); } catch (e) { console.log(e); } o.end(); }).listen(0, function (this: any) { fetch('http://127.0.0.1:' + this.address().port + '/a').then(() => process.exit()); });
