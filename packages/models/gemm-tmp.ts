import { openDevice } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
const dev=await openDevice("cpu",{threads:2});
async function t(name:string,fn:any,spec:any,flops:number){const p=await dev.compile(fn,spec);const ins:any={};for(const [k,s] of Object.entries(spec) as any){ins[k]=dev.empty(s.shape??s,s.dtype);if(!s.dtype)dev.write(ins[k],Float32Array.from({length:ins[k].size},(_,i)=>((i*7919)%1000)/1000-.5));}
const outs=await p.run(ins);let best=1e9;for(let i=0;i<12;i++){const a=performance.now();await p.run(ins,outs);best=Math.min(best,performance.now()-a);}console.log(name,best.toFixed(2)+'ms',(flops/best/1e6).toFixed(0)+' GFLOPS');await p.dispose();}
const D=+(process.env.D??288);
for(const K of [256,512])for(const V of [1000,2000,4000,8000,32000]){const f=2*K*V*D;console.log('---',K,V);
await t(`logits`,({x,w}:any)=>({y:tf.matMul(x,w,false,true)}),{x:[K,D],w:[V,D]},f);
await t(`p W`,({p,w}:any)=>({y:tf.matMul(p,w)}),{p:[K,V],w:[V,D]},f);
await t(`p^T x +acc`,({p,x,a}:any)=>({y:tf.add(tf.matMul(p,x,true,false),a)}),{p:[K,V],x:[K,D],a:[V,D]},f);
await t(`transpose p`,({p,x}:any)=>({y:tf.transpose(p)}),{p:[K,V]},0);
await t(`transpose then`,({p,x}:any)=>({y:tf.matMul(p,x)}),{p:[V,K],x:[K,D]},f);
await t(`transpose both (K-major xT)`,({p,x}:any)=>({y:tf.matMul(p,x,true,true)}),{p:[K,V],x:[D,K]},f);
}
