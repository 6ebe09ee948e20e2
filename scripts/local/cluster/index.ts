export { clusterProblem, endCluster, LocalCluster, type Report } from "./localCluster";
