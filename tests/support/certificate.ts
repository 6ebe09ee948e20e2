import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A self-signed certificate and its key, in PEM. */
export interface Certificate {
    readonly cert: string;
    readonly key: string;
}

/** Creates a certificate for 127.0.0.1 and the name, with openssl; leaves `NAME.pem` and `NAME.key.pem` in a folder. */
export function selfSigned(folder: string, name = "test"): Certificate {
    const [key, cert] = [join(folder, `${name}.key.pem`), join(folder, `${name}.pem`)];
    const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=IP:127.0.0.1,DNS:${name}`];
    execFileSync(
        "openssl",
        ["req", "-x509", ...elliptic, "-nodes", "-days", "2", ...names, "-keyout", key, "-out", cert],
        { stdio: "ignore" },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
