import { createHash, hash } from 'node:crypto';
const tok = 'e'.repeat(40)+'.'+'a'.repeat(120)+'.'+'b'.repeat(342);
const rawHeaders = ['Host','127.0.0.1:1234','Connection','keep-alive','authorization','Bearer '+tok];
const mk=()=>{const h=new Headers();for(let i=0;i<rawHeaders.length;i+=2)h.append(rawHeaders[i],rawHeaders[i+1]);return h};
const answer={responseData:{accessGranted:true,expiresAt:null},errors:[]};
const canonical=t=>/^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(t);
const T={
 headers:()=>mk(),
 url:()=>new URL('http://127.0.0.1:1234/entitlements/S100000010_DE'),
 abort:()=>new AbortController(),
 request:()=>new Request('http://127.0.0.1:1234/entitlements/S100000010_DE',{method:'GET'}),
 requestH:()=>new Request('http://127.0.0.1:1234/entitlements/S100000010_DE',{method:'GET',headers:mk()}),
 requestHS:()=>new Request('http://127.0.0.1:1234/entitlements/S100000010_DE',{method:'GET',headers:mk(),signal:new AbortController().signal}),
 rjson:()=>Response.json(answer,{headers:{'cache-control':'x'}}),
 rjsonRead:async()=>{const r=Response.json(answer);const rd=r.body.getReader();await rd.read();await rd.read();},
 rjsonAB:async()=>{const r=Response.json(answer);await r.arrayBuffer()},
 hdrs:()=>{const h=new Headers({'a-b':'c'});h.set('Cache-Control','x');h.append('Vary','y');h.set('X-C','nosniff');h.set('Server-Timing','q');return [...h]},
 sha:()=>hash('sha256',tok),
 canon:()=>canonical(tok.split('.')[2]),
 split:()=>tok.split('.').length,
 json:()=>JSON.stringify(answer),
 asyncs:async()=>{},
};
for(const [n,f] of Object.entries(T)){const N=30000;for(let i=0;i<N;i++)await f();const s=process.hrtime.bigint();for(let i=0;i<N;i++)await f();console.log(n.padEnd(12),(Number(process.hrtime.bigint()-s)/N/1000).toFixed(2))}
