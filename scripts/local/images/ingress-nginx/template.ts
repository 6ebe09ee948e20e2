/** One change of upstream's nginx template; `find` must be there exactly `times` (1 where absent). */
export interface TemplateEdit {
    readonly why: string;
    readonly find: string | RegExp;
    readonly replace: string;
    readonly times?: number;
}

/** A directive that nginx does not know: it refuses the whole configuration, and its message names what is missing. */
const lacksModuleFor = (setting: string) => `this_image_lacks_the_module_for_${setting};`;

/**
 * The annotations whose module is absent, by the template's condition for them. A location that has one of them answers
 * 503 and says why; the others are served as ever.
 */
const refusedAnnotations: Readonly<Record<string, string>> = {
    "global-rate-limit": "gt $location.GlobalRateLimit.Limit 0",
    "enable-modsecurity": "$location.ModSecurity.Enable",
    "enable-opentelemetry": "$location.Opentelemetry.Enabled",
    "auth-type: digest": 'and $location.BasicDigestAuth.Secured (eq $location.BasicDigestAuth.Type "digest")',
};

const refusal = Object.entries(refusedAnnotations)
    .map(([annotation, condition]) => `{{ if ${condition} }}{{ $refused = "${annotation}" }}{{ end }}`)
    .join("\n        ");

/** What upstream's template for 1.11 needs to run on Debian's nginx. */
export const templateEdits: readonly TemplateEdit[] = [
    {
        why: "Debian's modules are dynamic, and OCSP stapling needs lua-resty-http, which Debian lacks",
        find: "pid {{ .PID }};",
        replace: `{{ if $cfg.EnableOCSP }}${lacksModuleFor("enable_ocsp")}{{ end }}
${["ndk_http", "ngx_http_lua", "ngx_http_headers_more_filter", "ngx_http_set_misc", "ngx_stream"]
    .map((name) => `load_module /usr/lib/nginx/modules/${name}_module.so;`)
    .join("\n")}
pid {{ .PID }};`,
    },
    {
        why: "an annotation for an absent module must not stop every other Ingress: only the setting of all loads it",
        find: "{{ if (shouldLoadModSecurityModule $cfg $servers) }}",
        replace: "{{ if $cfg.EnableModsecurity }}",
    },
    {
        why: "likewise",
        find: "{{ if (shouldLoadOpentelemetryModule $cfg $servers) }}",
        replace: "{{ if $cfg.EnableOpentelemetry }}",
        times: 2,
    },
    {
        why: "likewise",
        find: "{{ if (or $all.Cfg.EnableOpentelemetry $location.Opentelemetry.Enabled) }}",
        replace: "{{ if $all.Cfg.EnableOpentelemetry }}",
    },
    {
        why: "likewise; there is no setting of all for digest authentication",
        find: /\{\{ if \(shouldLoadAuthDigestModule \$servers\) \}\}\n[^\n]+\n\{\{ end \}\}\n/g,
        replace: "",
    },
    {
        why: "finds out whether the location is refused",
        find: "        {{ $path := buildLocation $location $enforceRegex }}\n",
        replace: `        {{ $path := buildLocation $location $enforceRegex }}
        {{ $refused := "" }}
        ${refusal}\n`,
    },
    {
        why: "a refused location has no directives of the absent module",
        find: "{{ buildOpentelemetryForLocation $all.Cfg.EnableOpentelemetry $all.Cfg.OpentelemetryTrustIncomingSpan $location }}",
        replace:
            "{{ if not $refused }}{{ buildOpentelemetryForLocation $all.Cfg.EnableOpentelemetry $all.Cfg.OpentelemetryTrustIncomingSpan $location }}{{ end }}",
    },
    {
        why: "likewise",
        find: "{{ buildModSecurityForLocation $all.Cfg $location }}",
        replace: "{{ if not $refused }}{{ buildModSecurityForLocation $all.Cfg $location }}{{ end }}",
    },
    {
        why: "likewise; a refused location proxies nowhere",
        find: "            {{ if isLocationAllowed $location }}\n",
        replace: "            {{ if and (not $refused) (isLocationAllowed $location) }}\n",
    },
    {
        why: "it has no reason of upstream's either, and nginx's own `return` would come before ours",
        find: "            {{ else }}\n            # Location denied.",
        replace: "            {{ else if not $refused }}\n            # Location denied.",
    },
    {
        why: "a refused location answers before anything else happens",
        find: "                lua_ingress.rewrite({{ locationConfigForLua $location $all }})\n",
        replace: `                {{ if $refused }}require("refusal").refuse("{{ $refused }}"){{ end }}
                lua_ingress.rewrite({{ locationConfigForLua $location $all }})\n`,
    },
    {
        // The controller posts its stream configuration to the port below on every sync and takes an early close for a
        // failure; preread reads it all before the server answers nothing.
        why: "Debian has no Lua for stream: no TCP and UDP services, and something must swallow their configuration",
        find: /\nstream \{\n[\s\S]*?\n\}\n(?=\n\{\{\/\* definition of templates)/g,
        replace: `
stream {
    {{ if or .TCPBackends .UDPBackends }}${lacksModuleFor("tcp_and_udp_services")}{{ end }}

    server {
        listen 127.0.0.1:{{ .StreamPort }};
        ssl_preread on;
        preread_timeout 2s;
        return "";
    }

    # Stream Snippets
    {{ range $snippet := .StreamSnippets }}
    {{ $snippet }}
    {{ end }}
}
`,
    },
];

/** The edited template; an edit that does not match is an error, as the result would be a different nginx. */
export function editTemplate(template: string, edits: readonly TemplateEdit[] = templateEdits): string {
    return edits.reduce((text, { why, find, replace, times = 1 }) => {
        const found = typeof find === "string" ? text.split(find).length - 1 : [...text.matchAll(find)].length;
        if (found !== times) {
            throw new Error(
                `ingress-nginx's template differs from the one this edit was made for: found ${found} times, not ${times}: ` +
                    `${String(find)} (${why})`,
            );
        }
        return text.replaceAll(find, () => replace);
    }, template);
}
