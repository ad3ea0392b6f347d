import { openDevice } from "@neftune/engine";
import { readFileSync } from "node:fs";
import { AutoModelForCausalLM, raggedBatch } from "./src/index.ts";
for(const devname of ["cpu","tfjs"]) for(const mode of ["keep","recompute"] as const) for(const n of ["llama_gqa_tied","llama_untied"]){
const f="../../../shared/data/golden/architectures/"+n; const e=JSON.parse(readFileSync(f+"/expected.json","utf8"));
const device=await openDevice(devname);
const m=await AutoModelForCausalLM.fromPretrained(f,{device}); await m.configure({residuals:mode});
const rows=e.input_ids.map((ids:number[],i:number)=>({inputIds:ids.filter((_,j)=>e.attention_mask[i][j]),labels:e.labels[i].filter((_:number,j:number)=>e.attention_mask[i][j])}));
const b=raggedBatch(rows); const r=await m.train(b,1/b.labelCount,null); const l=r.nll.reduce((a,x)=>a+x,0)/b.labelCount; const l2=(await m.losses(b)); 
console.log(devname,mode,n,l,Math.abs(l/e.loss-1).toExponential(1), Math.max(...l2.nll.map((x,i)=>Math.abs(x-r.nll[i]!))),Math.max(...l2.entropy.map((x,i)=>Math.abs(x-r.entropy[i]!))));
let worst=0,wn="";for(const [name,g] of Object.entries(e.grads) as any){const a=await device.read(m.gradients.get(name));let s=0;for(const x of a)s+=x*x;const d=Math.max(Math.abs(Math.sqrt(s)/g.norm-1),Math.abs(a[0]!-g.first)/(Math.abs(g.first)+1e-3));if(d>worst){worst=d;wn=name;}}console.log("worst grad",worst,wn);
}
