import { apiErrorCode } from "./errors";

/** Tries until other clients' writes in between count as a failure. */
const mostTries = 5;

/**
 * Runs a read and its write, and again whenever another client has written in between.
 *
 * @throws ApiError Conflict after five tries; any other error at once
 */
export async function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
    for (let left = mostTries; ; left--) {
        try {
            return await work();
        } catch (error) {
            if (apiErrorCode(error) !== "Conflict" || left <= 1) {
                throw error;
            }
        }
    }
}
