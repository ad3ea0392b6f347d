import { openDevice } from "@neftune/engine";
import { llama } from "./src/architectures/llama.ts";import { CausalLM, raggedBatch, batchShape } from "./src/index.ts";
const D=+(process.env.DIM??288),NL=+(process.env.LAYERS??6),H=+(process.env.HEADS??6),F=+(process.env.FFN??768),V=+(process.env.VOCAB??32000),B=4,L=+(process.env.L??256);
const dev=await openDevice("cpu",{threads:2});
const m=new CausalLM(dev,llama({vocabSize:V,hiddenSize:D,intermediateSize:F,numHiddenLayers:NL,numAttentionHeads:H,numKeyValueHeads:+(process.env.KV??H),headDim:D/H,rmsNormEps:1e-5,ropeTheta:10000,tieWordEmbeddings:true}));
let seed=1;const rnd=()=>{seed=(seed*1103515245+12345)&0x7fffffff;return seed/0x7fffffff-.5;};
for(const s of m.layout.slots.values()){const a=new Float32Array(s.size);for(let i=0;i<a.length;i++)a[i]=s.shape.length===1?1:rnd()*0.08;dev.write(m.parameters.get(s.name),a);}
if(process.env.RECOMPUTE)await m.configure({residuals:"recompute"});
const rows=Array.from({length:B},()=>({inputIds:Int32Array.from({length:L},()=>Math.floor((rnd()+.5)*1000)),labels:Int32Array.from({length:L},()=>Math.floor((rnd()+.5)*1000))}));
if(process.env.ALPACA){const lens=[116,90,176,82],lab=[50,40,70,50];rows.length=0;lens.forEach((n,i)=>{const y=Int32Array.from({length:n},(_,j)=>j<n-lab[i]!?-100:j%1000);rows.push({inputIds:Int32Array.from({length:n},(_,j)=>j*7%1000),labels:y});});}
const b=raggedBatch(rows);console.log(batchShape(rows));
const n=rows.reduce((s,r)=>s+r.inputIds.length,0);
for(let i=0;i<+(process.env.STEPS??8);i++){const t=performance.now();const r=await m.train(b,1/b.labelCount,null);const ms=performance.now()-t;
 const loss=r.nll.reduce((a,x)=>a+x,0)/b.labelCount;const ent=r.entropy.reduce((a,x)=>a+x,0)/b.labelCount;
 console.log(i,loss.toFixed(5),'entropy',ent.toFixed(4),ms.toFixed(0)+'ms',(n/ms*1000).toFixed(0)+' tok/s',(process.memoryUsage().rss/1e6).toFixed(0)+'MB');}
await m.dispose();
