/** One cluster's API, usable in a program and inside a serialized dynamic provider. */
export { connect, type ApiRequest, type ClusterTarget, type KubernetesApi } from "./connection";
export { apiError, apiErrorCode, type ApiError, type ApiErrorCode } from "./errors";
export { watch, type WatchedObject, type WatchHandlers } from "./watch";
