import { readFileSync, readdirSync } from 'node:fs';
const dir=process.argv[2]; const f=readdirSync(dir).filter(x=>x.endsWith('.cpuprofile')).map(x=>dir+'/'+x).sort((a,b)=>readFileSync(b).length-readFileSync(a).length)[0];
const p=JSON.parse(readFileSync(f)); const self=new Map(); const dt=p.timeDeltas; const byId=new Map(p.nodes.map(n=>[n.id,n])); let total=0;
p.samples.forEach((s,i)=>{const n=byId.get(s); const k=n.callFrame.functionName+' '+n.callFrame.url.split('/').slice(-2).join('/')+':'+n.callFrame.lineNumber; if(/idle|program/.test(k))return; total+=dt[i]; self.set(k,(self.get(k)??0)+dt[i])});
[...self].sort((a,b)=>b[1]-a[1]).slice(0,+(process.argv[3]??45)).forEach(([k,v])=>console.log((v/total*100).toFixed(1).padStart(5),k));
