import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Notification } from "../../../components/src/gate/notify/notification";

/** A request that a receiver got, with the status that it answered. */
export interface ReceivedRequest {
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
    readonly status: number;
    readonly notification: Notification;
}

/** A receiver of webhooks on the loopback, which can go away and come back on its port. */
export class Receiver {
    readonly requests: ReceivedRequest[] = [];
    /** The status of the next answers. */
    status = 204;
    private server: Server | undefined;
    private port = 0;

    static async start(): Promise<Receiver> {
        const receiver = new Receiver();
        await receiver.listen();
        return receiver;
    }

    get url(): string {
        return `http://127.0.0.1:${this.port}/hook/token-1`;
    }

    /** The notifications that it accepted, in their order. */
    get accepted(): readonly Notification[] {
        return this.requests.filter(({ status }) => status < 300).map(({ notification }) => notification);
    }

    /** Listens, after the first time on the same port. */
    async listen(): Promise<void> {
        const server = createServer((request, response) => {
            const parts: Buffer[] = [];
            request.on("data", (part: Buffer) => parts.push(part));
            request.on("end", () => {
                const body = Buffer.concat(parts).toString("utf8");
                const { headers } = request;
                const notification = JSON.parse(body) as Notification;
                this.requests.push({ headers, body, status: this.status, notification });
                response.writeHead(this.status).end();
            });
        });
        await new Promise<void>((resolve, reject) => {
            server.once("error", reject).listen(this.port, "127.0.0.1", resolve);
        });
        this.port = (server.address() as AddressInfo).port;
        this.server = server;
    }

    /** Goes away; it rejects connections from then on. */
    async stop(): Promise<void> {
        const { server } = this;
        this.server = undefined;
        await new Promise<void>((resolve) => {
            server === undefined
                ? resolve()
                : server.close(() => {
                      resolve();
                  });
            server?.closeAllConnections();
        });
    }
}

/** True for a request with the signature that Standard Webhooks' specification computes. */
export function isSigned({ headers, body }: ReceivedRequest, secret: string | Buffer): boolean {
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = headers;
    const expected = createHmac("sha256", secret)
        .update(`${String(id)}.${String(at)}.${body}`)
        .digest("base64");
    return signature === `v1,${expected}`;
}
