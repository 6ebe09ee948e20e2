/** One cluster's API: requests, watches and their errors. */
export { connect, type ApiRequest, type KubernetesApi } from "./connection";
export { apiError, apiErrorCode, errorOf, messageOf, type ApiError, type ApiErrorCode } from "./errors";
export { list } from "./list";
export { retryOnConflict } from "./retryOnConflict";
export { shareConnection } from "./sharedConnection";
export { sharedWatch } from "./sharedWatch";
export { watch, type WatchedObject, type WatchHandlers } from "./watch";
export { type ClusterTarget } from "./kubeconfig";
