import { routed } from "./routed";
import type { Situation } from "./situation";
import { unrouted } from "./unrouted";

export { hostOf, manifestsOf } from "./manifests";
export type { Expected, Situation } from "./situation";

/** All situations, in the order of the page. */
export const situations: readonly Situation[] = [...unrouted, ...routed];
