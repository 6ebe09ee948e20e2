import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** True for an absolute path, or one from the user's home, "~/...". */
export function isPath(text: string): boolean {
    return isAbsolute(text) || text.startsWith("~/");
}

/** Returns the absolute path. */
export function expandHome(path: string): string {
    return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
