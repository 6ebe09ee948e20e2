/** The requests so far, and those of the last second. */
export class Load {
    private total = 0;
    /** Times of the requests of the last second, in milliseconds, oldest first. */
    private recent: number[] = [];

    /** Counts a request; returns its number, from 1, and the requests of the last second, with this one. */
    next(now: number = performance.now()): { readonly number: number; readonly perSecond: number } {
        this.total += 1;
        this.recent = [...this.recent.filter((at) => at > now - 1000), now];
        return { number: this.total, perSecond: this.recent.length };
    }
}
