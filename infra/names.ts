/** Whether a text can name a namespace or a Service. */
export function isLabel(text: string): boolean {
    return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

export function isHost(text: string): boolean {
    return text.length <= 253 && text.split(".").every(isLabel);
}

/** Whether a text can name a container image; a tag or a digest whose variable was empty where it was set is none. */
export function isImage(text: string): boolean {
    return /^(?![:/])[^\s@]*[^\s@:/](@[\w+.-]+:[0-9a-fA-F]+)?$/.test(text);
}

/** Whether a text can name an environment variable. */
export function isVariable(text: string): boolean {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** Whether a text can name a file that a ConfigMap holds; names that begin with two dots are the kubelet's own. */
export function isFileName(text: string): boolean {
    return /^[-._a-zA-Z0-9]{1,253}$/.test(text) && text !== "." && !text.startsWith("..");
}

export function isUrlPath(text: string): boolean {
    return /^\/[^\s?#]*$/.test(text);
}
