import { askVersion } from "../support/e2e/ingressClient";

/** Requests to an app through the ingress, some a second, until they are stopped. */
export class Requests {
    private readonly timer: NodeJS.Timeout;
    private open = 0;

    constructor(url: string, host: string, perSecond = 40) {
        this.timer = setInterval(() => {
            // A version that hardly answers gets no more than these at once.
            if (this.open < 50) {
                this.open += 1;
                void askVersion(url, host).finally(() => (this.open -= 1));
            }
        }, 1000 / perSecond);
    }

    stop(): void {
        clearInterval(this.timer);
    }
}
