import type { BenchContext } from "../context.ts";
import { chainFlops, type GemmChain } from "../inputs/flops.ts";
import { formatNumber } from "../report.ts";
import { isOnProcessor, type Precision, type Side, sideName } from "../sides.ts";
import type { GemmChainResult } from "../workers/gemm-chain.ts";
import { Contestant } from "./contestant.ts";

/** As many tokens as a step has against wider and wider weights, and large squares. */
const chains: readonly GemmChain[] = [
  { rows: 1024, width: 768, count: 12 },
  { rows: 1024, width: 1024, count: 8 },
  { rows: 1024, width: 2048, count: 4 },
  { rows: 2048, width: 2048, count: 2 },
];
const repeats = 5;

/** A side whose chains of matrix products are measured. */
export interface ChainSide {
  readonly side: Side;
  readonly contestant: Contestant<GemmChainResult>;
}

/** The chains of our sides and of PyTorch in the same precisions. */
export function chainSides(context: BenchContext, sides: readonly Side[]): ChainSide[] {
  const precisions = [
    ...new Set(sides.filter(({ device }) => isOnProcessor(device)).map(({ precision }) => precision)),
  ];
  return [
    ...sides.map((side) => ({
      side,
      contestant: contestant(context, sideName(side), () =>
        context.worker<GemmChainResult>("gemm-chain", { ...side, chains, repeats }),
      ),
    })),
    ...precisions.map((precision) => ({
      side: { device: "cpu", precision },
      contestant: contestant(context, `PyTorch ${precision}`, () =>
        context.peer<GemmChainResult>("gemm_chain", { chains, repeats, precision, device: "cpu" }),
      ),
    })),
  ];
}

/** The fastest chain that ran on the same hardware in a precision; null where none did. */
export function fastestChain(
  measured: readonly ChainSide[],
  device: string,
  precision: Precision,
): { readonly name: string; readonly gflops: number } | null {
  const isSameHardware = (other: string) => (isOnProcessor(device) ? isOnProcessor(other) : other === device);
  const found = measured
    .filter(({ side }) => side.precision === precision && isSameHardware(side.device))
    .flatMap(({ contestant }) =>
      contestant.results.flatMap((result) => chainGflops(result).map((gflops) => ({ name: contestant.name, gflops }))),
    );
  return found.length === 0 ? null : found.reduce((best, next) => (next.gflops > best.gflops ? next : best));
}

/** The best repeat of each chain. */
function chainGflops({ seconds }: GemmChainResult): number[] {
  return seconds.map((repeated, index) => chainFlops(chains[index]!) / Math.min(...repeated) / 1e9);
}

function contestant(
  context: BenchContext,
  name: string,
  run: () => Promise<GemmChainResult>,
): Contestant<GemmChainResult> {
  return new Contestant(`${name} chain`, async () => {
    const result = await run();
    const gflops = chainGflops(result).map(
      (value, index) => `${chains[index]!.rows} × ${chains[index]!.width} ${formatNumber(value)}`,
    );
    context.options.report(`GEMM chains, ${name}, GFLOPS: ${gflops.join(", ")}`);
    return result;
  });
}
